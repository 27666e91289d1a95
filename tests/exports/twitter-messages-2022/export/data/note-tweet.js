window.YTD.note_tweet.part0 = [
  {
    "noteTweet": {
      "noteTweetId": "1699999999999999999",
      "createdAt": "2023-09-08T04:15:59.000Z",
      "core": {
        "text": "The plan for Pine Lake & its shore begins with the dam: https://t.co/ffffffffff says all.",
        "urls": [
          {
            "shortUrl": "https://t.co/ffffffffff",
            "expandedUrl": "https://parks.lakeland.example/plan",
            "fromIndex": "55"
          }
        ],
        "hashtags": [],
        "mentions": []
      }
    }
  }
]