Grailbird.data.tweets_2016_10 = 
 [
  {
    "retweeted_status": {
      "id_str": "789461018735538203",
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
    "id_str": "789461018735542299",
    "text": "RT @LkldSkySample: Frost tonight around Stone Ridge.",
    "id": 789461018735542299,
    "created_at": "2016-10-21 13:39:09 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
