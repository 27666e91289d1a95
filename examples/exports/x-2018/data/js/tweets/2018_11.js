Grailbird.data.tweets_2018_11 = 
 [
  {
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [],
      "media": [],
      "hashtags": [],
      "urls": []
    },
    "geo": {},
    "id_str": "1062058331599798311",
    "text": "A heron, a frog, a short conversation. Seen today at Mill River Trail.",
    "id": 1062058331599798311,
    "created_at": "2018-11-12 19:03:33 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
