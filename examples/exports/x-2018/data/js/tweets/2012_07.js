Grailbird.data.tweets_2012_07 = 
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
            89,
            102
          ]
        }
      ],
      "urls": [
        {
          "url": "https://t.co/1098dbcaxy",
          "expanded_url": "https://parks.lakeland.example/plan/102",
          "display_url": "parks.lakeland.example/plan/102",
          "indices": [
            65,
            88
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "221975483380662274",
    "text": "What should Fox Hollow look like in ten years? The draft is out: https://t.co/1098dbcaxy #LakelandPlan",
    "id": 221975483380662274,
    "created_at": "2012-07-08 14:34:14 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
