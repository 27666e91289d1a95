Grailbird.data.tweets_2017_02 = 
 [
  {
    "in_reply_to_status_id_str": "700000000118871",
    "in_reply_to_user_id_str": "1",
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [
        {
          "screen_name": "sample_visitor_129",
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
    "id_str": "834768117035958301",
    "text": "@sample_visitor_129 Thank you for telling us. A ranger is on the way to Cedar Point.",
    "id": 834768117035958301,
    "created_at": "2017-02-23 14:13:23 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
