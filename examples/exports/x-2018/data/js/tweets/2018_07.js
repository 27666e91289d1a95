Grailbird.data.tweets_2018_07 = 
 [
  {
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [],
      "media": [],
      "hashtags": [
        {
          "text": "LakelandPlan",
          "indices": [
            79,
            92
          ]
        }
      ],
      "urls": []
    },
    "geo": {},
    "id_str": "1016388845433782309",
    "text": "The council adopted the plan for Fox Hollow last night. Work begins in spring. #LakelandPlan",
    "id": 1016388845433782309,
    "created_at": "2018-07-09 18:29:19 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
