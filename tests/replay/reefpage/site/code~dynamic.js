window.dynamic = true
