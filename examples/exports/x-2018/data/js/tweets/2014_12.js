Grailbird.data.tweets_2014_12 = 
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
    "id_str": "539894994039734288",
    "text": "The council adopted the plan for Fox Hollow last night. Work begins in spring. #LakelandPlan",
    "id": 539894994039734288,
    "created_at": "2014-12-02 21:32:52 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
