window.YTD.tweets.part0 = [
  {
    "tweet": {
      "id": "1700100100000000005",
      "id_str": "1700100100000000005",
      "created_at": "Fri Sep 08 10:53:44 +0000 2023",
      "full_text": "Picnic on Sunday",
      "lang": "en",
      "retweeted": false,
      "favorite_count": "7",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "edit_info": {
        "edit": {
          "initialTweetId": "1700100000000000004",
          "editControlInitial": {
            "editTweetIds": [
              "1700100000000000004",
              "1700100100000000005"
            ],
            "editableUntil": "2023-09-08T11:51:14.000Z",
            "editsRemaining": "4"
          }
        }
      }
    }
  },
  {
    "tweet": {
      "id": "1700100000000000004",
      "id_str": "1700100000000000004",
      "created_at": "Fri Sep 08 10:53:20 +0000 2023",
      "full_text": "Picnic on Sundey",
      "lang": "en",
      "retweeted": false,
      "favorite_count": "7",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1700100000000000004",
            "1700100100000000005"
          ],
          "editableUntil": "2023-09-08T11:51:14.000Z",
          "editsRemaining": "4"
        }
      }
    }
  },
  {
    "tweet": {
      "id": "1700000000000000003",
      "id_str": "1700000000000000003",
      "created_at": "Fri Sep 08 04:15:59 +0000 2023",
      "full_text": "The plan for Pine Lake &amp; its shore begins with… https://t.co/eeeeeeeeee",
      "lang": "en",
      "retweeted": false,
      "favorite_count": "7",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1700000000000000003"
          ],
          "editableUntil": "2023-09-08T11:51:14.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      }
    }
  },
  {
    "tweet": {
      "id": "1588200000000000002",
      "id_str": "1588200000000000002",
      "created_at": "Thu Nov 03 16:02:41 +0000 2022",
      "full_text": "RT @LakelandFire: Burn ban lifted in all counties of the nor…",
      "lang": "en",
      "retweeted": false,
      "favorite_count": "7",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1588200000000000002"
          ],
          "editableUntil": "2023-09-08T11:51:14.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      }
    }
  },
  {
    "tweet": {
      "id": "1588100000000000001",
      "id_str": "1588100000000000001",
      "created_at": "Thu Nov 03 09:25:20 +0000 2022",
      "full_text": "Boat inspection, continued",
      "lang": "en",
      "retweeted": false,
      "favorite_count": "7",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": [],
        "media": [
          {
            "url": "https://t.co/dddddddddd",
            "media_url_https": "https://pbs.media.example/media/Boat.jpg",
            "type": "video",
            "indices": [
              "0",
              "0"
            ]
          }
        ]
      },
      "in_reply_to_status_id_str": "1588000000000000000",
      "in_reply_to_user_id_str": "900000001",
      "extended_entities": {
        "media": [
          {
            "url": "https://t.co/dddddddddd",
            "media_url_https": "https://pbs.media.example/media/Boat.jpg",
            "type": "video",
            "indices": [
              "0",
              "0"
            ],
            "video_info": {
              "variants": [
                {
                  "url": "https://video.media.example/v/playlist.m3u8?tag=1"
                },
                {
                  "url": "https://video.media.example/v/Boat640.mp4?tag=1"
                }
              ]
            }
          }
        ]
      },
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1588100000000000001"
          ],
          "editableUntil": "2023-09-08T11:51:14.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      }
    }
  },
  {
    "tweet": {
      "id": "1588000000000000000",
      "id_str": "1588000000000000000",
      "created_at": "Thu Nov 03 02:47:58 +0000 2022",
      "full_text": "New dock 🛶 &amp; ramp https://t.co/cccccccccc https://t.co/dddddddddd",
      "lang": "en",
      "retweeted": false,
      "favorite_count": "7",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/cccccccccc",
            "expanded_url": "https://parks.lakeland.example/dock",
            "indices": [
              "22",
              "45"
            ]
          }
        ],
        "media": [
          {
            "url": "https://t.co/dddddddddd",
            "media_url_https": "https://pbs.media.example/media/Dock01.jpg",
            "type": "photo",
            "indices": [
              "46",
              "69"
            ]
          }
        ]
      },
      "extended_entities": {
        "media": [
          {
            "url": "https://t.co/dddddddddd",
            "media_url_https": "https://pbs.media.example/media/Dock01.jpg",
            "type": "photo",
            "indices": [
              "46",
              "69"
            ]
          },
          {
            "url": "https://t.co/dddddddddd",
            "media_url_https": "https://pbs.media.example/media/Dock02.jpg",
            "type": "photo",
            "indices": [
              "46",
              "69"
            ]
          }
        ]
      },
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1588000000000000000"
          ],
          "editableUntil": "2023-09-08T11:51:14.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      }
    }
  }
]