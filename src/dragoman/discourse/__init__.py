"""Who stands where across documents: issues, the codebook, views over time, discourse networks and their files."""
