self.helped = "helped"
