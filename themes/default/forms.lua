-- The printable forms of the default theme: `mulu form ID --form NAME`.
-- The first that is made for a type is the one that `mulu form ID` prints.

return {
  {name = "change_form", title = "政务公开事项清单、流程图变更信息申请表", types = {"change_request"}, template = "forms/change_form.html"},
  {name = "supplement_notice", title = "政府信息公开申请补正告知书", types = {"application"}, template = "forms/supplement_notice.html"},
  {name = "extension_notice", title = "政府信息公开申请延期答复告知书", types = {"application"}, template = "forms/extension_notice.html"},
  {name = "suspension_notice", title = "政府信息公开申请中止办理告知书", types = {"application"}, template = "forms/suspension_notice.html"},
  {name = "resumption_notice", title = "政府信息公开申请恢复办理告知书", types = {"application"}, template = "forms/resumption_notice.html"},
  {name = "application_form", title = "政府信息公开申请表", types = {"guide"}, template = "forms/application_form.html", of_site = true},
  {name = "topic_form", title = "会议议题申报表", types = {"meeting"}, template = "forms/topic_form.html"},
  {name = "appraisal_sheet", title = "政务公开民主评议测评表", types = {"assessment"}, template = "forms/appraisal_sheet.html"},
  {name = "opinion_letter", title = "征求意见函", types = {"assessment"}, template = "forms/opinion_letter.html"},
  {name = "release_slip", title = "政务信息公开发布审批单", template = "forms/release_slip.html"},
  {name = "draft_slip", title = "发文呈批单", types = {"document"}, template = "forms/draft_slip.html"},
  {name = "release_record", title = "信息发布审核登记表", template = "forms/release_record.html", of_site = true},
  {name = "wall_board", title = "上墙公开栏", types = {"matter", "document", "organ"}, template = "forms/wall_board.html"},
}
