window.YTD.direct_messages.part0 = [
  {
    "dmConversation": {
      "conversationId": "900000777-900000001",
      "messages": [
        {
          "messageCreate": {
            "recipientId": "900000777",
            "reactions": [],
            "urls": [],
            "text": "Yes 🌲 until 8 pm",
            "mediaUrls": [
              "https://video.media.example/dm_video/1/vid/640x360/Tour640.mp4?tag=1"
            ],
            "senderId": "900000001",
            "id": "1588100000000000100",
            "createdAt": "2022-11-03T09:25:20.000Z"
          }
        },
        {
          "messageCreate": {
            "recipientId": "900000001",
            "reactions": [
              {
                "senderId": "900000001",
                "reactionKey": "like",
                "eventId": "1588000000000000101"
              }
            ],
            "urls": [
              {
                "url": "https://t.co/gggggggggg",
                "expanded": "https://parks.lakeland.example/dock?a=1&b=2",
                "display": "parks.lakeland.example/dock"
              },
              {
                "url": "https://t.co/hhhhhhhhhh",
                "expanded": "https://twitter.com/messages/media/1588000000000000100",
                "display": "pic.twitter.com/hhhhhhhhhh"
              }
            ],
            "text": "Is this dock open? &lt;3 https://t.co/gggggggggg https://t.co/hhhhhhhhhh",
            "mediaUrls": [
              "https://ton.media.example/dm/1588000000000000100/1588000000000000099/Heron01.jpg"
            ],
            "senderId": "900000777",
            "id": "1588000000000000100",
            "createdAt": "2022-11-03T02:47:58.123Z",
            "editHistory": []
          }
        }
      ]
    }
  }
]