window.YTD.deleted_tweets.part0 = [
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "55"
      ],
      "favorite_count": "5",
      "id_str": "1831351512069046273",
      "truncated": false,
      "retweet_count": "2",
      "id": "1831351512069046273",
      "created_at": "Wed Sep 04 15:20:00 +0000 2024",
      "favorited": false,
      "full_text": "Buy your tent at Sample &amp; Sons! (posted by mistake)",
      "lang": "en",
      "deleted_at": "Mon Sep 09 08:15:00 +0000 2024"
    }
  }
]
