//! Which column of a foreign table is what.

use super::errors::MapError;

macro_rules! fields {
    ($($(#[$meta:meta])* $variant:ident = $name:literal, $label:literal;)+) => {
        /// What a column can hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$meta])* $variant,)+ }

        impl Field {
            /// Every field, in the order of the help text.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name used in `--map`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The Chinese word used in messages.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

fields! {
    /// Number in the other system; a row with a number seen before is not taken twice.
    ExternalNo = "external_no", "外部编号";
    Title = "title", "标题";
    Body = "body", "内容";
    ReceivedAt = "received_at", "来件时间";
    Reply = "reply", "答复";
    RepliedAt = "replied_at", "答复时间";
    Channel = "channel", "渠道";
    /// Name of the unit.
    Unit = "unit", "单位";
    /// Name of the topic.
    Topic = "topic", "主题";
    Kind = "kind", "件类";
    /// Name of the person.
    Submitter = "submitter", "建议人";
    Phone = "phone", "电话";
    Email = "email", "邮箱";
    Employer = "employer", "工作单位";
    /// Whether the person wants to stay unknown.
    Anonymous = "anonymous", "是否匿名";
    /// Due date in the other system; a day without a time counts to its end.
    DueAt = "due_at", "办理时限";
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.label())
    }
}

/// Field → column name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMap {
    columns: Vec<(Field, String)>,
}

impl ColumnMap {
    /// Reads `title=title,body=body,received_at=time`. Chinese commas and full-width equals signs
    /// are understood; a bare `title` means `title=title`.
    pub fn parse(text: &str) -> Result<Self, MapError> {
        let mut columns: Vec<(Field, String)> = Vec::new();
        let entries = text
            .split([',', '，'])
            .map(str::trim)
            .filter(|entry| !entry.is_empty());
        for entry in entries {
            let (name, column) = match entry.split_once(['=', '＝']) {
                Some((name, column)) => (name.trim(), column.trim()),
                None => (entry, entry),
            };
            let field = Field::from_name(name).ok_or_else(|| MapError::UnknownField {
                found: name.to_owned(),
            })?;
            if column.is_empty() {
                return Err(MapError::NoColumn { field });
            }
            if columns.iter().any(|(seen, _)| *seen == field) {
                return Err(MapError::Twice { field });
            }
            columns.push((field, column.to_owned()));
        }
        let has_text = columns
            .iter()
            .any(|(field, _)| matches!(field, Field::Title | Field::Body));
        if has_text {
            Ok(Self { columns })
        } else {
            Err(MapError::NoText)
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (Field, &str)> {
        self.columns
            .iter()
            .map(|(field, column)| (*field, column.as_str()))
    }

    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<&str> {
        self.iter()
            .find(|(mapped, _)| *mapped == field)
            .map(|(_, column)| column)
    }

    /// Where each mapped field stands in a header row; the first column name that is missing
    /// otherwise. White space (headers are often broken into lines) and case do not matter.
    pub(super) fn positions(&self, header: &[String]) -> Result<Vec<(Field, usize)>, String> {
        self.columns
            .iter()
            .map(|(field, column)| {
                header
                    .iter()
                    .position(|cell| same_column(cell, column))
                    .map(|position| (*field, position))
                    .ok_or_else(|| column.clone())
            })
            .collect()
    }
}

fn same_column(cell: &str, column: &str) -> bool {
    let bare = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
    bare(cell) == bare(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_reads_as_written_on_the_command_line() {
        let map = ColumnMap::parse("title=标题, body=内容，received_at＝time,reply").unwrap();
        assert_eq!(map.column(Field::Body), Some("内容"));
        assert_eq!(map.column(Field::ReceivedAt), Some("time"));
        assert_eq!(map.column(Field::Reply), Some("reply"));
        assert_eq!(map.column(Field::Unit), None);
    }

    #[test]
    fn a_wrong_map_says_what_would_be_right() {
        let check = |text: &str, expect: &str| {
            let message = ColumnMap::parse(text).unwrap_err().to_string();
            assert!(message.contains(expect), "{message}");
        };
        check("titel=title", "titel");
        check("titel=title", "external_no、title、body");
        check("title=", "没有写列名");
        check("title=a,title=b", "写了两次");
        check("received_at=time", "title 或 body");
        check("", "title 或 body");
    }
}
