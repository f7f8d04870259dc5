"""Which texts are alike: shingles, MinHash signatures beside the projection, and who ran the same story."""
