window.__THAR_CONFIG = {
  "userInfo": {
    "accountId": "900000001",
    "userName": "LakelandParks"
  },
  "archiveInfo": {
    "generationDate": "2022-11-05T06:00:00.000Z",
    "isPartialArchive": false
  },
  "dataTypes": {
    "tweet": {
      "files": [
        {
          "fileName": "data/tweet.js",
          "count": "2"
        }
      ]
    },
    "deletedTweet": {
      "files": [
        {
          "fileName": "data/deleted-tweet.js",
          "count": "1"
        }
      ]
    }
  }
}