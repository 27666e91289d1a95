Grailbird.data.tweets_2016_08 = 
 [
  {
    "in_reply_to_status_id_str": "700000000106574",
    "in_reply_to_user_id_str": "1",
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [
        {
          "screen_name": "sample_visitor_126",
          "indices": [
            0,
            19
          ]
        }
      ],
      "media": [],
      "hashtags": [],
      "urls": []
    },
    "geo": {},
    "id_str": "766686673630134298",
    "text": "@sample_visitor_126 Yes, dogs are welcome at Otter Bay, on a lead.",
    "id": 766686673630134298,
    "created_at": "2016-08-19 17:22:02 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
