"""What the dashboard is measured against: the same answer by other means, each as small as it can be."""
