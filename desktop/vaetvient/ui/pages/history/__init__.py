"""Who did what, when: found again, told in detail, taken back."""
