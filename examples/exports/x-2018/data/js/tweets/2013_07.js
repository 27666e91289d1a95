Grailbird.data.tweets_2013_07 = 
 [
  {
    "in_reply_to_status_id_str": "700000000032792",
    "in_reply_to_user_id_str": "1",
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [
        {
          "screen_name": "sample_visitor_108",
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
    "id_str": "358274265641910280",
    "text": "@sample_visitor_108 Thank you for telling us. A ranger is on the way to Cedar Point.",
    "id": 358274265641910280,
    "created_at": "2013-07-19 17:16:56 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
