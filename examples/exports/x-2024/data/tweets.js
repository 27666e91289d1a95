window.YTD.tweets.part0 = [
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "76",
              "86"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/754daaf1xy",
            "expanded_url": "https://parks.lakeland.example/notices/159",
            "display_url": "parks.lakeland.example/notices/159",
            "indices": [
              "52",
              "75"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "86"
      ],
      "favorite_count": "13",
      "id_str": "1830708244247478331",
      "truncated": false,
      "retweet_count": "0",
      "id": "1830708244247478331",
      "created_at": "Mon Sep 02 20:43:53 +0000 2024",
      "favorited": false,
      "full_text": "No fires at Long Pond until further notice. Notice: https://t.co/754daaf1xy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "LakelandPlan",
            "indices": [
              "79",
              "92"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [],
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1817944863929270330/photo/1",
            "id_str": "1817944863929270331",
            "media_url_https": "https://media.x.example/Sample58aPq.png",
            "type": "photo",
            "url": "https://t.co/b2b75aefpi"
          }
        ]
      },
      "display_text_range": [
        "0",
        "92"
      ],
      "favorite_count": "0",
      "id_str": "1817944863929270330",
      "truncated": false,
      "retweet_count": "1",
      "id": "1817944863929270330",
      "created_at": "Mon Jul 29 15:26:46 +0000 2024",
      "favorited": false,
      "full_text": "The council adopted the plan for Fox Hollow last night. Work begins in spring. #LakelandPlan",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1817944863929270330/photo/1",
            "id_str": "1817944863929270331",
            "media_url_https": "https://media.x.example/Sample58aPq.png",
            "type": "photo",
            "url": "https://t.co/b2b75aefpi"
          }
        ]
      }
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_157",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "92"
      ],
      "favorite_count": "17",
      "id_str": "1805317379060662329",
      "truncated": false,
      "retweet_count": "2",
      "id": "1805317379060662329",
      "created_at": "Mon Jun 24 19:09:39 +0000 2024",
      "favorited": false,
      "full_text": "@sample_visitor_157 The gate at Cedar Point opens at 7 &lt;in summer&gt; and at 8 in winter.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000233643",
      "in_reply_to_status_id": "700000000233643"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "78",
              "88"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/e5f2b760xy",
            "expanded_url": "https://parks.lakeland.example/notices/156",
            "display_url": "parks.lakeland.example/notices/156",
            "indices": [
              "54",
              "77"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "88"
      ],
      "favorite_count": "15",
      "id_str": "1792931486102454328",
      "truncated": false,
      "retweet_count": "2",
      "id": "1792931486102454328",
      "created_at": "Tue May 21 14:52:32 +0000 2024",
      "favorited": false,
      "full_text": "No fires at Heron Marsh until further notice. Notice: https://t.co/e5f2b760xy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "LkldSkySample",
            "indices": [
              "3",
              "17"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "52"
      ],
      "favorite_count": "6",
      "id_str": "1780304001233846327",
      "truncated": false,
      "retweet_count": "3",
      "id": "1780304001233846327",
      "created_at": "Tue Apr 16 18:35:25 +0000 2024",
      "favorited": false,
      "full_text": "RT @LkldSkySample: Frost tonight around Stone Ridge.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_154",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "82"
      ],
      "favorite_count": "13",
      "id_str": "1767903008781238326",
      "truncated": false,
      "retweet_count": "5",
      "id": "1767903008781238326",
      "created_at": "Wed Mar 13 13:18:18 +0000 2024",
      "favorited": false,
      "full_text": "@sample_visitor_154 Thank you for telling us. A ranger is on the way to Otter Bay.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000221346",
      "in_reply_to_status_id": "700000000221346"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "77"
      ],
      "favorite_count": "8",
      "id_str": "1755275523912630325",
      "truncated": false,
      "retweet_count": "0",
      "id": "1755275523912630325",
      "created_at": "Wed Feb 07 17:01:11 +0000 2024",
      "favorited": false,
      "full_text": "Forty volunteers, one morning, and Mill River Trail is tidy again. Thank you!",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "72",
              "82"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/e29f7379xy",
            "expanded_url": "https://parks.lakeland.example/notices/152",
            "display_url": "parks.lakeland.example/notices/152",
            "indices": [
              "48",
              "71"
            ]
          }
        ],
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1743025526404022324/photo/1",
            "id_str": "1743025526404022325",
            "media_url_https": "https://media.x.example/Sample52aPq.png",
            "type": "photo",
            "url": "https://t.co/23774627pi"
          }
        ]
      },
      "display_text_range": [
        "0",
        "82"
      ],
      "favorite_count": "9",
      "id_str": "1743025526404022324",
      "truncated": false,
      "retweet_count": "3",
      "id": "1743025526404022324",
      "created_at": "Thu Jan 04 21:44:04 +0000 2024",
      "favorited": false,
      "full_text": "Open again: the boardwalk at Long Pond. Notice: https://t.co/e29f7379xy #ParkAlert",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1743025526404022324/photo/1",
            "id_str": "1743025526404022325",
            "media_url_https": "https://media.x.example/Sample52aPq.png",
            "type": "photo",
            "url": "https://t.co/23774627pi"
          }
        ]
      }
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "LakelandPlan",
            "indices": [
              "94",
              "107"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "107"
      ],
      "favorite_count": "11",
      "id_str": "1730262397744054323",
      "truncated": false,
      "retweet_count": "5",
      "id": "1730262397744054323",
      "created_at": "Thu Nov 30 16:27:57 +0000 2023",
      "favorited": false,
      "full_text": "We answered 112 letters about the plan for Fox Hollow. In short: fewer cars &amp; more shade. #LakelandPlan",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_150",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "84"
      ],
      "favorite_count": "15",
      "id_str": "1717997300741046322",
      "truncated": false,
      "retweet_count": "0",
      "id": "1717997300741046322",
      "created_at": "Fri Oct 27 20:10:50 +0000 2023",
      "favorited": false,
      "full_text": "@sample_visitor_150 Thank you for telling us. A ranger is on the way to Cedar Point.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000204950",
      "in_reply_to_status_id": "700000000204950"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "74",
              "84"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/6c569bb0xy",
            "expanded_url": "https://parks.lakeland.example/notices/149",
            "display_url": "parks.lakeland.example/notices/149",
            "indices": [
              "50",
              "73"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "84"
      ],
      "favorite_count": "11",
      "id_str": "1705249019917238321",
      "truncated": false,
      "retweet_count": "5",
      "id": "1705249019917238321",
      "created_at": "Fri Sep 22 15:53:43 +0000 2023",
      "favorited": false,
      "full_text": "Open again: the boardwalk at Heron Marsh. Notice: https://t.co/6c569bb0xy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "LkldSkySample",
            "indices": [
              "3",
              "17"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "52"
      ],
      "favorite_count": "6",
      "id_str": "1692983922914230320",
      "truncated": false,
      "retweet_count": "3",
      "id": "1692983922914230320",
      "created_at": "Sat Aug 19 19:36:36 +0000 2023",
      "favorited": false,
      "full_text": "RT @LkldSkySample: Frost tonight around Stone Ridge.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_147",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "66"
      ],
      "favorite_count": "20",
      "id_str": "1680220542596022319",
      "truncated": false,
      "retweet_count": "3",
      "id": "1680220542596022319",
      "created_at": "Sat Jul 15 14:19:29 +0000 2023",
      "favorited": false,
      "full_text": "@sample_visitor_147 Yes, dogs are welcome at Otter Bay, on a lead.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000192653",
      "in_reply_to_status_id": "700000000192653"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": [],
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1667955445593014318/photo/1",
            "id_str": "1667955445593014319",
            "media_url_https": "https://media.x.example/Sample46aPq.png",
            "type": "photo",
            "url": "https://t.co/b0465c9epi"
          }
        ]
      },
      "display_text_range": [
        "0",
        "62"
      ],
      "favorite_count": "16",
      "id_str": "1667955445593014318",
      "truncated": false,
      "retweet_count": "6",
      "id": "1667955445593014318",
      "created_at": "Sun Jun 11 18:02:22 +0000 2023",
      "favorited": false,
      "full_text": "First snow at Mill River Trail. Hot cider at the gate from 10.",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1667955445593014318/photo/1",
            "id_str": "1667955445593014319",
            "media_url_https": "https://media.x.example/Sample46aPq.png",
            "type": "photo",
            "url": "https://t.co/b0465c9epi"
          }
        ]
      }
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "86",
              "96"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/65e0d79bxy",
            "expanded_url": "https://parks.lakeland.example/notices/145",
            "display_url": "parks.lakeland.example/notices/145",
            "indices": [
              "62",
              "85"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "96"
      ],
      "favorite_count": "0",
      "id_str": "1655207164769206317",
      "truncated": false,
      "retweet_count": "3",
      "id": "1655207164769206317",
      "created_at": "Sun May 07 13:45:15 +0000 2023",
      "favorited": false,
      "full_text": "Long Pond closes at noon today because of high water. Notice: https://t.co/65e0d79bxy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "LakelandPlan",
            "indices": [
              "89",
              "102"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/9d97bbfbxy",
            "expanded_url": "https://parks.lakeland.example/plan/144",
            "display_url": "parks.lakeland.example/plan/144",
            "indices": [
              "65",
              "88"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "102"
      ],
      "favorite_count": "3",
      "id_str": "1642942067766198316",
      "truncated": false,
      "retweet_count": "6",
      "id": "1642942067766198316",
      "created_at": "Mon Apr 03 17:28:08 +0000 2023",
      "favorited": false,
      "full_text": "What should Fox Hollow look like in ten years? The draft is out: https://t.co/9d97bbfbxy #LakelandPlan",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_143",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "68"
      ],
      "favorite_count": "22",
      "id_str": "1630314582897590315",
      "truncated": false,
      "retweet_count": "5",
      "id": "1630314582897590315",
      "created_at": "Mon Feb 27 21:11:01 +0000 2023",
      "favorited": false,
      "full_text": "@sample_visitor_143 Yes, dogs are welcome at Cedar Point, on a lead.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000176257",
      "in_reply_to_status_id": "700000000176257"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "88",
              "98"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/fb844238xy",
            "expanded_url": "https://parks.lakeland.example/notices/142",
            "display_url": "parks.lakeland.example/notices/142",
            "indices": [
              "64",
              "87"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "98"
      ],
      "favorite_count": "2",
      "id_str": "1617928941597622314",
      "truncated": false,
      "retweet_count": "5",
      "id": "1617928941597622314",
      "created_at": "Tue Jan 24 16:54:54 +0000 2023",
      "favorited": false,
      "full_text": "Heron Marsh closes at noon today because of high water. Notice: https://t.co/fb844238xy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "LkldSkySample",
            "indices": [
              "3",
              "17"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "52"
      ],
      "favorite_count": "6",
      "id_str": "1605301456729014313",
      "truncated": false,
      "retweet_count": "3",
      "id": "1605301456729014313",
      "created_at": "Tue Dec 20 20:37:47 +0000 2022",
      "favorited": false,
      "full_text": "RT @LkldSkySample: Frost tonight around Stone Ridge.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_140",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": [],
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1592900464276406312/photo/1",
            "id_str": "1592900464276406313",
            "media_url_https": "https://media.x.example/Sample40aPq.png",
            "type": "photo",
            "url": "https://t.co/76295519pi"
          }
        ]
      },
      "display_text_range": [
        "0",
        "90"
      ],
      "favorite_count": "15",
      "id_str": "1592900464276406312",
      "truncated": false,
      "retweet_count": "0",
      "id": "1592900464276406312",
      "created_at": "Wed Nov 16 15:20:40 +0000 2022",
      "favorited": false,
      "full_text": "@sample_visitor_140 The gate at Otter Bay opens at 7 &lt;in summer&gt; and at 8 in winter.",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1592900464276406312/photo/1",
            "id_str": "1592900464276406313",
            "media_url_https": "https://media.x.example/Sample40aPq.png",
            "type": "photo",
            "url": "https://t.co/76295519pi"
          }
        ]
      },
      "in_reply_to_status_id_str": "700000000163960",
      "in_reply_to_status_id": "700000000163960"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "70"
      ],
      "favorite_count": "1",
      "id_str": "1580272979407798311",
      "truncated": false,
      "retweet_count": "0",
      "id": "1580272979407798311",
      "created_at": "Wed Oct 12 19:03:33 +0000 2022",
      "favorited": false,
      "full_text": "A heron, a frog, a short conversation. Seen today at Mill River Trail.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "76",
              "86"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/54103de1xy",
            "expanded_url": "https://parks.lakeland.example/notices/138",
            "display_url": "parks.lakeland.example/notices/138",
            "indices": [
              "52",
              "75"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "86"
      ],
      "favorite_count": "13",
      "id_str": "1567524698583990310",
      "truncated": false,
      "retweet_count": "0",
      "id": "1567524698583990310",
      "created_at": "Wed Sep 07 14:46:26 +0000 2022",
      "favorited": false,
      "full_text": "No fires at Long Pond until further notice. Notice: https://t.co/54103de1xy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "LakelandPlan",
            "indices": [
              "79",
              "92"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "92"
      ],
      "favorite_count": "0",
      "id_str": "1555259601580982309",
      "truncated": false,
      "retweet_count": "1",
      "id": "1555259601580982309",
      "created_at": "Thu Aug 04 18:29:19 +0000 2022",
      "favorited": false,
      "full_text": "The council adopted the plan for Fox Hollow last night. Work begins in spring. #LakelandPlan",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_136",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "92"
      ],
      "favorite_count": "17",
      "id_str": "1542496221262774308",
      "truncated": false,
      "retweet_count": "2",
      "id": "1542496221262774308",
      "created_at": "Thu Jun 30 13:12:12 +0000 2022",
      "favorited": false,
      "full_text": "@sample_visitor_136 The gate at Cedar Point opens at 7 &lt;in summer&gt; and at 8 in winter.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000147564",
      "in_reply_to_status_id": "700000000147564"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "78",
              "88"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/2aa1415cxy",
            "expanded_url": "https://parks.lakeland.example/notices/135",
            "display_url": "parks.lakeland.example/notices/135",
            "indices": [
              "54",
              "77"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "88"
      ],
      "favorite_count": "15",
      "id_str": "1530246223754166307",
      "truncated": false,
      "retweet_count": "2",
      "id": "1530246223754166307",
      "created_at": "Fri May 27 17:55:05 +0000 2022",
      "favorited": false,
      "full_text": "No fires at Heron Marsh until further notice. Notice: https://t.co/2aa1415cxy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "LkldSkySample",
            "indices": [
              "3",
              "17"
            ]
          }
        ],
        "urls": [],
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1517618990543798306/photo/1",
            "id_str": "1517618990543798307",
            "media_url_https": "https://media.x.example/Sample34aPq.png",
            "type": "photo",
            "url": "https://t.co/9602362api"
          }
        ]
      },
      "display_text_range": [
        "0",
        "52"
      ],
      "favorite_count": "6",
      "id_str": "1517618990543798306",
      "truncated": false,
      "retweet_count": "3",
      "id": "1517618990543798306",
      "created_at": "Fri Apr 22 21:38:58 +0000 2022",
      "favorited": false,
      "full_text": "RT @LkldSkySample: Frost tonight around Stone Ridge.",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1517618990543798306/photo/1",
            "id_str": "1517618990543798307",
            "media_url_https": "https://media.x.example/Sample34aPq.png",
            "type": "photo",
            "url": "https://t.co/9602362api"
          }
        ]
      }
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_133",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "82"
      ],
      "favorite_count": "13",
      "id_str": "1505217998091190305",
      "truncated": false,
      "retweet_count": "5",
      "id": "1505217998091190305",
      "created_at": "Sat Mar 19 16:21:51 +0000 2022",
      "favorited": false,
      "full_text": "@sample_visitor_133 Thank you for telling us. A ranger is on the way to Otter Bay.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000135267",
      "in_reply_to_status_id": "700000000135267"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "77"
      ],
      "favorite_count": "8",
      "id_str": "1492590513222582304",
      "truncated": false,
      "retweet_count": "0",
      "id": "1492590513222582304",
      "created_at": "Sat Feb 12 20:04:44 +0000 2022",
      "favorited": false,
      "full_text": "Forty volunteers, one morning, and Mill River Trail is tidy again. Thank you!",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "72",
              "82"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/2dcc8545xy",
            "expanded_url": "https://parks.lakeland.example/notices/131",
            "display_url": "parks.lakeland.example/notices/131",
            "indices": [
              "48",
              "71"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "82"
      ],
      "favorite_count": "9",
      "id_str": "1480204620264374303",
      "truncated": false,
      "retweet_count": "3",
      "id": "1480204620264374303",
      "created_at": "Sun Jan 09 15:47:37 +0000 2022",
      "favorited": false,
      "full_text": "Open again: the boardwalk at Long Pond. Notice: https://t.co/2dcc8545xy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "LakelandPlan",
            "indices": [
              "94",
              "107"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "107"
      ],
      "favorite_count": "11",
      "id_str": "1467577135395766302",
      "truncated": false,
      "retweet_count": "5",
      "id": "1467577135395766302",
      "created_at": "Sun Dec 05 19:30:30 +0000 2021",
      "favorited": false,
      "full_text": "We answered 112 letters about the plan for Fox Hollow. In short: fewer cars &amp; more shade. #LakelandPlan",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_129",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "84"
      ],
      "favorite_count": "15",
      "id_str": "1455176142943158301",
      "truncated": false,
      "retweet_count": "0",
      "id": "1455176142943158301",
      "created_at": "Mon Nov 01 14:13:23 +0000 2021",
      "favorited": false,
      "full_text": "@sample_visitor_129 Thank you for telling us. A ranger is on the way to Cedar Point.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000118871",
      "in_reply_to_status_id": "700000000118871"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "74",
              "84"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/4d0b0ca0xy",
            "expanded_url": "https://parks.lakeland.example/notices/128",
            "display_url": "parks.lakeland.example/notices/128",
            "indices": [
              "50",
              "73"
            ]
          }
        ],
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1442563757568950300/photo/1",
            "id_str": "1442563757568950301",
            "media_url_https": "https://media.x.example/Sample28aPq.png",
            "type": "photo",
            "url": "https://t.co/d6d63726pi"
          }
        ]
      },
      "display_text_range": [
        "0",
        "84"
      ],
      "favorite_count": "11",
      "id_str": "1442563757568950300",
      "truncated": false,
      "retweet_count": "5",
      "id": "1442563757568950300",
      "created_at": "Mon Sep 27 18:56:16 +0000 2021",
      "favorited": false,
      "full_text": "Open again: the boardwalk at Heron Marsh. Notice: https://t.co/4d0b0ca0xy #ParkAlert",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1442563757568950300/photo/1",
            "id_str": "1442563757568950301",
            "media_url_https": "https://media.x.example/Sample28aPq.png",
            "type": "photo",
            "url": "https://t.co/d6d63726pi"
          }
        ]
      }
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "LkldSkySample",
            "indices": [
              "3",
              "17"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "52"
      ],
      "favorite_count": "6",
      "id_str": "1430162765116342299",
      "truncated": false,
      "retweet_count": "3",
      "id": "1430162765116342299",
      "created_at": "Tue Aug 24 13:39:09 +0000 2021",
      "favorited": false,
      "full_text": "RT @LkldSkySample: Frost tonight around Stone Ridge.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_126",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "66"
      ],
      "favorite_count": "20",
      "id_str": "1417535280247734298",
      "truncated": false,
      "retweet_count": "3",
      "id": "1417535280247734298",
      "created_at": "Tue Jul 20 17:22:02 +0000 2021",
      "favorited": false,
      "full_text": "@sample_visitor_126 Yes, dogs are welcome at Otter Bay, on a lead.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000106574",
      "in_reply_to_status_id": "700000000106574"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "62"
      ],
      "favorite_count": "16",
      "id_str": "1405270434902966297",
      "truncated": false,
      "retweet_count": "6",
      "id": "1405270434902966297",
      "created_at": "Wed Jun 16 21:05:55 +0000 2021",
      "favorited": false,
      "full_text": "First snow at Mill River Trail. Hot cider at the gate from 10.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "86",
              "96"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/44bd408bxy",
            "expanded_url": "https://parks.lakeland.example/notices/124",
            "display_url": "parks.lakeland.example/notices/124",
            "indices": [
              "62",
              "85"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "96"
      ],
      "favorite_count": "0",
      "id_str": "1392522154079158296",
      "truncated": false,
      "retweet_count": "3",
      "id": "1392522154079158296",
      "created_at": "Wed May 12 16:48:48 +0000 2021",
      "favorited": false,
      "full_text": "Long Pond closes at noon today because of high water. Notice: https://t.co/44bd408bxy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "LakelandPlan",
            "indices": [
              "89",
              "102"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/55a989dexy",
            "expanded_url": "https://parks.lakeland.example/plan/123",
            "display_url": "parks.lakeland.example/plan/123",
            "indices": [
              "65",
              "88"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "102"
      ],
      "favorite_count": "3",
      "id_str": "1380257057076150295",
      "truncated": false,
      "retweet_count": "6",
      "id": "1380257057076150295",
      "created_at": "Thu Apr 08 20:31:41 +0000 2021",
      "favorited": false,
      "full_text": "What should Fox Hollow look like in ten years? The draft is out: https://t.co/55a989dexy #LakelandPlan",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_122",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": [],
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1367493676757942294/photo/1",
            "id_str": "1367493676757942295",
            "media_url_https": "https://media.x.example/Sample22aPq.png",
            "type": "photo",
            "url": "https://t.co/47162beepi"
          }
        ]
      },
      "display_text_range": [
        "0",
        "68"
      ],
      "favorite_count": "22",
      "id_str": "1367493676757942294",
      "truncated": false,
      "retweet_count": "5",
      "id": "1367493676757942294",
      "created_at": "Thu Mar 04 15:14:34 +0000 2021",
      "favorited": false,
      "full_text": "@sample_visitor_122 Yes, dogs are welcome at Cedar Point, on a lead.",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1367493676757942294/photo/1",
            "id_str": "1367493676757942295",
            "media_url_https": "https://media.x.example/Sample22aPq.png",
            "type": "photo",
            "url": "https://t.co/47162beepi"
          }
        ]
      },
      "in_reply_to_status_id_str": "700000000090178",
      "in_reply_to_status_id": "700000000090178"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "88",
              "98"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/34d7b404xy",
            "expanded_url": "https://parks.lakeland.example/notices/121",
            "display_url": "parks.lakeland.example/notices/121",
            "indices": [
              "64",
              "87"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "98"
      ],
      "favorite_count": "2",
      "id_str": "1355243679249334293",
      "truncated": false,
      "retweet_count": "5",
      "id": "1355243679249334293",
      "created_at": "Fri Jan 29 19:57:27 +0000 2021",
      "favorited": false,
      "full_text": "Heron Marsh closes at noon today because of high water. Notice: https://t.co/34d7b404xy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "LkldSkySample",
            "indices": [
              "3",
              "17"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "52"
      ],
      "favorite_count": "6",
      "id_str": "1342480298931126292",
      "truncated": false,
      "retweet_count": "3",
      "id": "1342480298931126292",
      "created_at": "Fri Dec 25 14:40:20 +0000 2020",
      "favorited": false,
      "full_text": "RT @LkldSkySample: Frost tonight around Stone Ridge.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_119",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "90"
      ],
      "favorite_count": "15",
      "id_str": "1329852814062518291",
      "truncated": false,
      "retweet_count": "0",
      "id": "1329852814062518291",
      "created_at": "Fri Nov 20 18:23:13 +0000 2020",
      "favorited": false,
      "full_text": "@sample_visitor_119 The gate at Otter Bay opens at 7 &lt;in summer&gt; and at 8 in winter.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000077881",
      "in_reply_to_status_id": "700000000077881"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "70"
      ],
      "favorite_count": "1",
      "id_str": "1317451821609910290",
      "truncated": false,
      "retweet_count": "0",
      "id": "1317451821609910290",
      "created_at": "Sat Oct 17 13:06:06 +0000 2020",
      "favorited": false,
      "full_text": "A heron, a frog, a short conversation. Seen today at Mill River Trail.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "76",
              "86"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/f69942f2xy",
            "expanded_url": "https://parks.lakeland.example/notices/117",
            "display_url": "parks.lakeland.example/notices/117",
            "indices": [
              "52",
              "75"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "86"
      ],
      "favorite_count": "13",
      "id_str": "1304839687893942289",
      "truncated": false,
      "retweet_count": "0",
      "id": "1304839687893942289",
      "created_at": "Sat Sep 12 17:49:59 +0000 2020",
      "favorited": false,
      "full_text": "No fires at Long Pond until further notice. Notice: https://t.co/f69942f2xy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": [],
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1292574590890934288/photo/1",
            "id_str": "1292574590890934289",
            "media_url_https": "https://media.x.example/Sample16aPq.png",
            "type": "photo",
            "url": "https://t.co/fad119d1pi"
          }
        ]
      },
      "display_text_range": [
        "0",
        "121"
      ],
      "favorite_count": "6",
      "id_str": "1292574590890934288",
      "truncated": false,
      "retweet_count": "2",
      "id": "1292574590890934288",
      "created_at": "Sun Aug 09 21:32:52 +0000 2020",
      "favorited": false,
      "full_text": "The council adopted the plan for Fox Hollow last night. Work begins in spring. It took two years, four hearings and a we\u2026",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1292574590890934288/photo/1",
            "id_str": "1292574590890934289",
            "media_url_https": "https://media.x.example/Sample16aPq.png",
            "type": "photo",
            "url": "https://t.co/fad119d1pi"
          }
        ]
      }
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_115",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "92"
      ],
      "favorite_count": "17",
      "id_str": "1279811210572726287",
      "truncated": false,
      "retweet_count": "2",
      "id": "1279811210572726287",
      "created_at": "Sun Jul 05 16:15:45 +0000 2020",
      "favorited": false,
      "full_text": "@sample_visitor_115 The gate at Cedar Point opens at 7 &lt;in summer&gt; and at 8 in winter.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000061485",
      "in_reply_to_status_id": "700000000061485"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "78",
              "88"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/6f901348xy",
            "expanded_url": "https://parks.lakeland.example/notices/114",
            "display_url": "parks.lakeland.example/notices/114",
            "indices": [
              "54",
              "77"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "88"
      ],
      "favorite_count": "15",
      "id_str": "1267561213064118286",
      "truncated": false,
      "retweet_count": "2",
      "id": "1267561213064118286",
      "created_at": "Mon Jun 01 20:58:38 +0000 2020",
      "favorited": false,
      "full_text": "No fires at Heron Marsh until further notice. Notice: https://t.co/6f901348xy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "LkldSkySample",
            "indices": [
              "3",
              "17"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "52"
      ],
      "favorite_count": "6",
      "id_str": "1254797832745910285",
      "truncated": false,
      "retweet_count": "3",
      "id": "1254797832745910285",
      "created_at": "Mon Apr 27 15:41:31 +0000 2020",
      "favorited": false,
      "full_text": "RT @LkldSkySample: Frost tonight around Stone Ridge.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_112",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "82"
      ],
      "favorite_count": "13",
      "id_str": "1242532735742902284",
      "truncated": false,
      "retweet_count": "5",
      "id": "1242532735742902284",
      "created_at": "Tue Mar 24 19:24:24 +0000 2020",
      "favorited": false,
      "full_text": "@sample_visitor_112 Thank you for telling us. A ranger is on the way to Otter Bay.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000049188",
      "in_reply_to_status_id": "700000000049188"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "77"
      ],
      "favorite_count": "8",
      "id_str": "1229769355424694283",
      "truncated": false,
      "retweet_count": "0",
      "id": "1229769355424694283",
      "created_at": "Tue Feb 18 14:07:17 +0000 2020",
      "favorited": false,
      "full_text": "Forty volunteers, one morning, and Mill River Trail is tidy again. Thank you!",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "72",
              "82"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/68fdd751xy",
            "expanded_url": "https://parks.lakeland.example/notices/110",
            "display_url": "parks.lakeland.example/notices/110",
            "indices": [
              "48",
              "71"
            ]
          }
        ],
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1217519357916086282/photo/1",
            "id_str": "1217519357916086283",
            "media_url_https": "https://media.x.example/Sample10aPq.png",
            "type": "photo",
            "url": "https://t.co/3cbe1056pi"
          }
        ]
      },
      "display_text_range": [
        "0",
        "82"
      ],
      "favorite_count": "9",
      "id_str": "1217519357916086282",
      "truncated": false,
      "retweet_count": "3",
      "id": "1217519357916086282",
      "created_at": "Wed Jan 15 18:50:10 +0000 2020",
      "favorited": false,
      "full_text": "Open again: the boardwalk at Long Pond. Notice: https://t.co/68fdd751xy #ParkAlert",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1217519357916086282/photo/1",
            "id_str": "1217519357916086283",
            "media_url_https": "https://media.x.example/Sample10aPq.png",
            "type": "photo",
            "url": "https://t.co/3cbe1056pi"
          }
        ]
      }
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "LakelandPlan",
            "indices": [
              "94",
              "107"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "107"
      ],
      "favorite_count": "11",
      "id_str": "1204755977597878281",
      "truncated": false,
      "retweet_count": "5",
      "id": "1204755977597878281",
      "created_at": "Wed Dec 11 13:33:03 +0000 2019",
      "favorited": false,
      "full_text": "We answered 112 letters about the plan for Fox Hollow. In short: fewer cars &amp; more shade. #LakelandPlan",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_108",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "84"
      ],
      "favorite_count": "15",
      "id_str": "1192491132253110280",
      "truncated": false,
      "retweet_count": "0",
      "id": "1192491132253110280",
      "created_at": "Thu Nov 07 17:16:56 +0000 2019",
      "favorited": false,
      "full_text": "@sample_visitor_108 Thank you for telling us. A ranger is on the way to Cedar Point.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000032792",
      "in_reply_to_status_id": "700000000032792"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "74",
              "84"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/ef8273b3xy",
            "expanded_url": "https://parks.lakeland.example/notices/107",
            "display_url": "parks.lakeland.example/notices/107",
            "indices": [
              "50",
              "73"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "84"
      ],
      "favorite_count": "11",
      "id_str": "1179878746878902279",
      "truncated": false,
      "retweet_count": "5",
      "id": "1179878746878902279",
      "created_at": "Thu Oct 03 21:59:49 +0000 2019",
      "favorited": false,
      "full_text": "Open again: the boardwalk at Heron Marsh. Notice: https://t.co/ef8273b3xy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "LkldSkySample",
            "indices": [
              "3",
              "17"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "52"
      ],
      "favorite_count": "6",
      "id_str": "1167477754426294278",
      "truncated": false,
      "retweet_count": "3",
      "id": "1167477754426294278",
      "created_at": "Fri Aug 30 16:42:42 +0000 2019",
      "favorited": false,
      "full_text": "RT @LkldSkySample: Frost tonight around Stone Ridge.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_105",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "66"
      ],
      "favorite_count": "20",
      "id_str": "1154850269557686277",
      "truncated": false,
      "retweet_count": "3",
      "id": "1154850269557686277",
      "created_at": "Fri Jul 26 20:25:35 +0000 2019",
      "favorited": false,
      "full_text": "@sample_visitor_105 Yes, dogs are welcome at Otter Bay, on a lead.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000020495",
      "in_reply_to_status_id": "700000000020495"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": [],
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1142449277105078276/photo/1",
            "id_str": "1142449277105078277",
            "media_url_https": "https://media.x.example/Sample04aPq.png",
            "type": "photo",
            "url": "https://t.co/af8f0aefpi"
          }
        ]
      },
      "display_text_range": [
        "0",
        "62"
      ],
      "favorite_count": "16",
      "id_str": "1142449277105078276",
      "truncated": false,
      "retweet_count": "6",
      "id": "1142449277105078276",
      "created_at": "Sat Jun 22 15:08:28 +0000 2019",
      "favorited": false,
      "full_text": "First snow at Mill River Trail. Hot cider at the gate from 10.",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "expanded_url": "https://x.com/LkldParksSample/status/1142449277105078276/photo/1",
            "id_str": "1142449277105078277",
            "media_url_https": "https://media.x.example/Sample04aPq.png",
            "type": "photo",
            "url": "https://t.co/af8f0aefpi"
          }
        ]
      }
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "86",
              "96"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/e8efb7aaxy",
            "expanded_url": "https://parks.lakeland.example/notices/103",
            "display_url": "parks.lakeland.example/notices/103",
            "indices": [
              "62",
              "85"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "96"
      ],
      "favorite_count": "0",
      "id_str": "1129836891730870275",
      "truncated": false,
      "retweet_count": "3",
      "id": "1129836891730870275",
      "created_at": "Sat May 18 19:51:21 +0000 2019",
      "favorited": false,
      "full_text": "Long Pond closes at noon today because of high water. Notice: https://t.co/e8efb7aaxy #ParkAlert",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "LakelandPlan",
            "indices": [
              "89",
              "102"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/1098dbcaxy",
            "expanded_url": "https://parks.lakeland.example/plan/102",
            "display_url": "parks.lakeland.example/plan/102",
            "indices": [
              "65",
              "88"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "102"
      ],
      "favorite_count": "3",
      "id_str": "1117435899278262274",
      "truncated": false,
      "retweet_count": "6",
      "id": "1117435899278262274",
      "created_at": "Sun Apr 14 14:34:14 +0000 2019",
      "favorited": false,
      "full_text": "What should Fox Hollow look like in ten years? The draft is out: https://t.co/1098dbcaxy #LakelandPlan",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "sample_visitor_101",
            "indices": [
              "0",
              "19"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "68"
      ],
      "favorite_count": "22",
      "id_str": "1104808414409654273",
      "truncated": false,
      "retweet_count": "5",
      "id": "1104808414409654273",
      "created_at": "Sun Mar 10 18:17:07 +0000 2019",
      "favorited": false,
      "full_text": "@sample_visitor_101 Yes, dogs are welcome at Cedar Point, on a lead.",
      "lang": "en",
      "in_reply_to_status_id_str": "700000000004099",
      "in_reply_to_status_id": "700000000004099"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
      "entities": {
        "hashtags": [
          {
            "text": "ParkAlert",
            "indices": [
              "88",
              "98"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/71e6e610xy",
            "expanded_url": "https://parks.lakeland.example/notices/100",
            "display_url": "parks.lakeland.example/notices/100",
            "indices": [
              "64",
              "87"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "98"
      ],
      "favorite_count": "2",
      "id_str": "1092407421957046272",
      "truncated": false,
      "retweet_count": "5",
      "id": "1092407421957046272",
      "created_at": "Mon Feb 04 13:00:00 +0000 2019",
      "favorited": false,
      "full_text": "Heron Marsh closes at noon today because of high water. Notice: https://t.co/71e6e610xy #ParkAlert",
      "lang": "en"
    }
  }
]
