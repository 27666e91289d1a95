Grailbird.data.tweets_2016_02 = 
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
          "url": "https://t.co/55a989dexy",
          "expanded_url": "https://parks.lakeland.example/plan/123",
          "display_url": "parks.lakeland.example/plan/123",
          "indices": [
            65,
            88
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "698605481882550295",
    "text": "What should Fox Hollow look like in ten years? The draft is out: https://t.co/55a989dexy #LakelandPlan",
    "id": 698605481882550295,
    "created_at": "2016-02-13 20:31:41 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
