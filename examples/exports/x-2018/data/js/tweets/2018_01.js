Grailbird.data.tweets_2018_01 = 
 [
  {
    "retweeted_status": {
      "id_str": "948307653686194210",
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
    "id_str": "948307653686198306",
    "text": "RT @LkldSkySample: Frost tonight around Stone Ridge.",
    "id": 948307653686198306,
    "created_at": "2018-01-02 21:38:58 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
