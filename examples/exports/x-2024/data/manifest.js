window.__THAR_CONFIG = {
  "userInfo": {
    "accountId": "900000000000000201",
    "userName": "LkldParksSample",
    "displayName": "Lakeland Parks (sample)"
  },
  "archiveInfo": {
    "sizeBytes": "0",
    "generationDate": "2024-09-09T08:15:00.000Z",
    "isPartialArchive": false,
    "maxPartSizeBytes": "53687091200"
  },
  "readmeInfo": {
    "fileName": "data/README.txt",
    "directory": "data/",
    "name": "README.txt"
  },
  "dataTypes": {
    "tweets": {
      "mediaDirectory": "data/tweets_media",
      "files": [
        {
          "fileName": "data/tweets.js",
          "globalName": "YTD.tweets.part0",
          "count": "60"
        }
      ]
    },
    "deletedTweets": {
      "files": [
        {
          "fileName": "data/deleted-tweets.js",
          "globalName": "YTD.deleted_tweets.part0",
          "count": "1"
        }
      ]
    },
    "account": {
      "files": [
        {
          "fileName": "data/account.js",
          "globalName": "YTD.account.part0",
          "count": "1"
        }
      ]
    }
  }
}
