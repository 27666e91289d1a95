"""What the exports of Facebook and Instagram share."""
