Grailbird.data.tweets_2013_03 = 
 [
  {
    "retweeted_status": {
      "id_str": "312604779475890182",
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
    "id_str": "312604779475894278",
    "text": "RT @LkldSkySample: Frost tonight around Stone Ridge.",
    "id": 312604779475894278,
    "created_at": "2013-03-15 16:42:42 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
