Grailbird.data.tweets_2015_12 = 
 [
  {
    "in_reply_to_status_id_str": "700000000090178",
    "in_reply_to_user_id_str": "1",
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [
        {
          "screen_name": "sample_visitor_122",
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
    "id_str": "676057629193142294",
    "text": "@sample_visitor_122 Yes, dogs are welcome at Cedar Point, on a lead.",
    "id": 676057629193142294,
    "created_at": "2015-12-13 15:14:34 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
