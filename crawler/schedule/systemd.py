"""Units for systemd (systemd.service(5), systemd.timer(5)): the daemon, or a timer that runs what is due."""

from __future__ import annotations

from pathlib import Path

_SERVICE = """\
[Unit]
Description=newsark: scheduled crawls of {home}
Wants=network-online.target
After=network-online.target

[Service]
{kind}
ExecStart={newsark} schedule {verb} --home {home}
KillSignal=SIGTERM
TimeoutStopSec=180
Nice=10
NoNewPrivileges=true
PrivateTmp=true
ProtectSystem=strict
ReadWritePaths={home}
"""

_DAEMON_END = """
[Install]
WantedBy=multi-user.target
"""

_TIMER = """\
[Unit]
Description=newsark: what is due in {home}, every minute

[Timer]
OnCalendar=*-*-* *:*:00
AccuracySec=10s
Persistent=true

[Install]
WantedBy=timers.target
"""


def units(home: Path, newsark: str) -> dict[str, str]:
    """File name → text. `newsark.service` is the daemon; the two `newsark-due` units do without one: use either."""
    names = {"home": _quoted(str(home)), "newsark": _quoted(newsark)}
    daemon = _SERVICE.format(kind="Type=simple\nRestart=on-failure\nRestartSec=30", verb="run", **names)
    once = _SERVICE.format(kind="Type=oneshot", verb="due --run", **names)
    return {
        "newsark.service": daemon + _DAEMON_END,
        "newsark-due.service": once,
        "newsark-due.timer": _TIMER.format(**names),
    }


def _quoted(path: str) -> str:
    """A path as a word of a unit file: `%` is a specifier, blanks and quotes end a word (systemd.syntax(7))."""
    path = path.replace("%", "%%")
    if any(letter in path for letter in " \t\"'\\$"):
        path = path.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
        return f'"{path}"'
    return path
