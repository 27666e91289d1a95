window.YTD.deleted_tweets.part0 = [
  {
    "tweet": {
      "id": "1700200000000000006",
      "id_str": "1700200000000000006",
      "created_at": "Fri Sep 08 17:30:42 +0000 2023",
      "full_text": "Posted by mistake",
      "lang": "en",
      "retweeted": false,
      "favorite_count": "7",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "deleted_at": "2023-09-09T08:00:00.000Z",
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1700200000000000006"
          ],
          "editableUntil": "2023-09-08T11:51:14.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      }
    }
  }
]