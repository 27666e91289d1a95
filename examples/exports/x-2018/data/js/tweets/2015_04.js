Grailbird.data.tweets_2015_04 = 
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
    "id_str": "585065945232310290",
    "text": "A heron, a frog, a short conversation. Seen today at Mill River Trail.",
    "id": 585065945232310290,
    "created_at": "2015-04-06 13:06:06 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
