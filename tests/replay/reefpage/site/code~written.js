window.written = true
