window.sealed = true
