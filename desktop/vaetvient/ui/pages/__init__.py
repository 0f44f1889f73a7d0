"""What the window shows, one page each; a page is made when it is first visited."""
