//! What an outsider's hand can do to the data, and how `verify` names it.

/// What somebody does to the data, the table that is named, and a word of the message.
pub(crate) const DEEDS: &[(&str, &str, &str)] = &[
    (
        "UPDATE suggestion_event SET payload = REPLACE(payload, 'proposal', 'inquiry') WHERE n = 1",
        "suggestion_event",
        "改动",
    ),
    (
        "UPDATE suggestion_event SET author = '{\"as\":\"submitter\"}' WHERE n = 3",
        "suggestion_event",
        "改动",
    ),
    (
        "UPDATE suggestion_event SET kind = 'noted' WHERE n = 3",
        "suggestion_event",
        "类型",
    ),
    (
        "UPDATE suggestion_event SET payload = 'not json' WHERE n = 2",
        "suggestion_event",
        "改动",
    ),
    (
        "DELETE FROM suggestion_event WHERE n = 2",
        "suggestion_event",
        "不连续",
    ),
    (
        "DELETE FROM suggestion_event WHERE n = (SELECT MAX(n) FROM suggestion_event)",
        "suggestion",
        "末尾",
    ),
    (
        "DELETE FROM suggestion_event",
        "suggestion",
        "没有任何办理记录",
    ),
    (
        "UPDATE suggestion_event SET seq = seq + 100 WHERE n = 4",
        "suggestion_event",
        "序号不连续",
    ),
    (
        "UPDATE suggestion SET status = 'closed'",
        "suggestion",
        "状态",
    ),
    (
        "UPDATE suggestion SET status = 'nonsense'",
        "suggestion",
        "无法读取",
    ),
    (
        "UPDATE suggestion SET revision = 99",
        "suggestion",
        "修订号",
    ),
    (
        "UPDATE suggestion SET ticket_seq = 7",
        "suggestion",
        "登记号",
    ),
    (
        "UPDATE suggestion SET title = '改过的标题'",
        "suggestion",
        "标题",
    ),
    (
        "UPDATE suggestion SET next_due_kind = 'accept'",
        "suggestion",
        "最近时限",
    ),
    (
        "UPDATE suggestion SET accountable_unit_id = NULL",
        "suggestion",
        "件件有着落",
    ),
    (
        "UPDATE suggestion SET lead_unit_id = NULL",
        "suggestion",
        "主办单位",
    ),
    ("UPDATE suggestion SET parent_id = 1", "suggestion", "主件"),
    (
        "UPDATE suggestion SET is_open = FALSE",
        "suggestion",
        "未结标记",
    ),
    (
        "UPDATE suggestion SET is_urgent = TRUE",
        "suggestion",
        "重演",
    ),
    (
        "UPDATE submission SET body = '改过的内容'",
        "submission",
        "封签",
    ),
    (
        "UPDATE submission SET title = '改过的标题'",
        "submission",
        "封签",
    ),
    ("DELETE FROM submission", "submission", "不见了"),
    ("UPDATE supplement SET body = '改过'", "supplement", "封签"),
    ("DELETE FROM supplement", "supplement", "1 份"),
    (
        "UPDATE identity SET erased_at = NULL, ciphertext = nonce",
        "identity",
        "无法读取",
    ),
    ("DELETE FROM identity", "identity", "不见了"),
    (
        "UPDATE point SET summary = '改过' WHERE no = 1",
        "point",
        "诉求点",
    ),
    ("DELETE FROM point WHERE no = 2", "point", "诉求点"),
    ("UPDATE assignment SET role = 'lead'", "assignment", "分办"),
    (
        "DELETE FROM obligation WHERE ended_at IS NULL",
        "suggestion",
        "时限义务",
    ),
    (
        "UPDATE obligation SET ended_how = 'dropped' WHERE no = 1",
        "obligation",
        "时限义务",
    ),
    (
        "UPDATE obligation SET basis = REPLACE(basis, 'working_day', 'month')",
        "obligation",
        "时限义务",
    ),
    ("UPDATE reply SET state = 'in_review'", "reply", "答复"),
    ("UPDATE reply_point SET text = '别的答复'", "reply", "答复"),
    (
        "DELETE FROM reply_point WHERE point_no = 1",
        "suggestion",
        "条条有回音",
    ),
    (
        "UPDATE rating SET result = 'dissatisfied'",
        "rating",
        "评价",
    ),
    ("UPDATE rating SET comment = '改过'", "rating", "封签"),
    ("DELETE FROM rating", "rating", "评价"),
    (
        "INSERT INTO accused (suggestion_id, account_id) VALUES (1, 1)",
        "accused",
        "被反映人",
    ),
    ("DELETE FROM visible_unit", "visible_unit", "可见单位"),
    (
        "DELETE FROM attachment WHERE part = 'supplement'",
        "attachment",
        "少了 1 个",
    ),
    ("UPDATE attachment SET size = 1", "attachment", "大小"),
    (
        "UPDATE metric_facts SET facts = REPLACE(facts, 'satisfied', 'dissatisfied')",
        "metric_facts",
        "重算",
    ),
    (
        "UPDATE metric_facts SET revision = revision + 1",
        "metric_facts",
        "还新",
    ),
    ("UPDATE counter SET value = 5", "counter", "计数"),
    ("UPDATE seal SET last_seq = last_seq - 1", "seal", "封存"),
    ("UPDATE seal SET prev = root", "seal", "衔接"),
];
