Grailbird.data.tweets_2013_09 = 
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
            94,
            107
          ]
        }
      ],
      "urls": []
    },
    "geo": {},
    "id_str": "380685971223478281",
    "text": "We answered 112 letters about the plan for Fox Hollow. In short: fewer cars &amp; more shade. #LakelandPlan",
    "id": 380685971223478281,
    "created_at": "2013-09-19 13:33:03 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
