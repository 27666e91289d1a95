Grailbird.data.tweets_2017_04 = 
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
    "id_str": "857678357590966302",
    "text": "We answered 112 letters about the plan for Fox Hollow. In short: fewer cars &amp; more shade. #LakelandPlan",
    "id": 857678357590966302,
    "created_at": "2017-04-27 19:30:30 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
