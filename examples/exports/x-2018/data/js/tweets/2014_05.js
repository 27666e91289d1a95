Grailbird.data.tweets_2014_05 = 
 [
  {
    "retweeted_status": {
      "id_str": "471677655184306189",
      "text": "Frost tonight around Stone Ridge.",
      "entities": {},
      "user": {
        "name": "LkldSkySample",
        "screen_name": "LkldSkySample",
        "protected": false,
        "id_str": "2"
      }
    },
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [
        {
          "screen_name": "LkldSkySample",
          "indices": [
            3,
            17
          ]
        }
      ],
      "media": [],
      "hashtags": [],
      "urls": []
    },
    "geo": {},
    "id_str": "471677655184310285",
    "text": "RT @LkldSkySample: Frost tonight around Stone Ridge.",
    "id": 471677655184310285,
    "created_at": "2014-05-28 15:41:31 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
