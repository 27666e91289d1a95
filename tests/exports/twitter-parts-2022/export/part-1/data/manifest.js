window.__THAR_CONFIG = {
  "userInfo": {
    "accountId": "900000001",
    "userName": "LakelandParks"
  },
  "archiveInfo": {
    "generationDate": "2022-11-05T06:00:00.000Z",
    "isPartialArchive": true
  },
  "dataTypes": {
    "tweets": {
      "files": [
        {
          "fileName": "data/tweets.js",
          "count": "2"
        }
      ]
    }
  }
}