Grailbird.data.tweets_2015_08 = 
 [
  {
    "retweeted_status": {
      "id_str": "630388143027122196",
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
    "id_str": "630388143027126292",
    "text": "RT @LkldSkySample: Frost tonight around Stone Ridge.",
    "id": 630388143027126292,
    "created_at": "2015-08-09 14:40:20 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
