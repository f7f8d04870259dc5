window.old = true
