window.YTD.note_tweet.part0 = [
  {
    "noteTweet": {
      "noteTweetId": "1292574590890934365",
      "updatedAt": "2020-08-09T21:32:52.000Z",
      "lifecycle": {
        "value": "4",
        "name": "Sealed",
        "originalName": "Sealed",
        "annotations": {}
      },
      "createdAt": "2020-08-09T21:32:52.000Z",
      "core": {
        "styletags": [],
        "urls": [],
        "text": "The council adopted the plan for Fox Hollow last night. Work begins in spring. It took two years, four hearings and a wet walk along the shore with everybody who wanted to come, and it is a better plan for it. #LakelandPlan",
        "mentions": [],
        "cashtags": [],
        "hashtags": []
      }
    }
  }
]
