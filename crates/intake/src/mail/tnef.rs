//! Files inside `winmail.dat` (MS-OXTNEF), which Outlook sends to people without Exchange.

use super::charset::decode;
use super::{html, rtf};

/// What a container held.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Unpacked {
    /// Words of the letter, if they stand in the container; read from plain text, HTML or RTF, the
    /// first of them that is there.
    pub(super) text: Option<String>,
    pub(super) files: Vec<TnefFile>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TnefFile {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

const SIGNATURE: u32 = 0x223e_9f78;
/// Attribute ids of MS-OXTNEF 2.1.3.2.
const BODY: u32 = 0x0002_800c;
const OEM_CODEPAGE: u32 = 0x0006_9007;
const MESSAGE_PROPERTIES: u32 = 0x0006_9003;
const ATTACH_REND_DATA: u32 = 0x0006_9002;
const ATTACH_TITLE: u32 = 0x0001_8010;
const ATTACH_DATA: u32 = 0x0006_800f;
const ATTACH_PROPERTIES: u32 = 0x0006_9005;
/// Property ids of MS-OXPROPS.
const PID_BODY: u16 = 0x1000;
const PID_RTF_COMPRESSED: u16 = 0x1009;
const PID_HTML: u16 = 0x1013;
const PID_ATTACH_DATA: u16 = 0x3701;
const PID_ATTACH_LONG_NAME: u16 = 0x3707;

/// Takes out what can be taken out; a damaged container gives what stands before the damage.
pub(super) fn unpack(bytes: &[u8]) -> Unpacked {
    let mut reader = Reader(bytes);
    let mut unpacked = Unpacked::default();
    if reader.u32() != Some(SIGNATURE) {
        return unpacked;
    }
    reader.u16();
    let mut codepage: Option<String> = None;
    let mut open: Option<TnefFile> = None;
    while let Some((id, data)) = next_attribute(&mut reader) {
        match id {
            OEM_CODEPAGE => codepage = Reader(data).u32().map(|number| format!("cp{number}")),
            BODY => unpacked.text = Some(narrow(data, codepage.as_deref())),
            MESSAGE_PROPERTIES => {
                let text = body_of(&properties(data), codepage.as_deref());
                unpacked.text = text.or(unpacked.text);
            }
            ATTACH_REND_DATA => {
                unpacked.files.extend(open.take());
                open = Some(TnefFile::default());
            }
            ATTACH_TITLE => {
                if let Some(file) = &mut open {
                    file.name = narrow(data, codepage.as_deref());
                }
            }
            ATTACH_DATA => {
                if let Some(file) = &mut open {
                    file.bytes = data.to_vec();
                }
            }
            ATTACH_PROPERTIES => {
                if let Some(file) = &mut open {
                    read_file_properties(file, data, codepage.as_deref());
                }
            }
            _ => {}
        }
    }
    unpacked.files.extend(open);
    unpacked
        .files
        .retain(|file| !file.bytes.is_empty() || !file.name.is_empty());
    unpacked.text = unpacked.text.filter(|text| !text.trim().is_empty());
    unpacked
}

/// The words of the letter among the properties of a message.
fn body_of(properties: &[Property<'_>], codepage: Option<&str>) -> Option<String> {
    let of = |id: u16| properties.iter().find(|property| property.id == id);
    let plain = of(PID_BODY).map(|property| property.text(codepage));
    let html = || of(PID_HTML).map(|property| html::to_text(&property.text(codepage)));
    let rich = || {
        let packed = of(PID_RTF_COMPRESSED)?.value;
        rtf::decompress(packed).map(|bytes| rtf::to_text(&bytes, codepage))
    };
    let is_some = |text: &String| !text.trim().is_empty();
    plain
        .filter(is_some)
        .or_else(|| html().filter(is_some))
        .or_else(|| rich().filter(is_some))
}

fn read_file_properties(file: &mut TnefFile, data: &[u8], codepage: Option<&str>) {
    for property in properties(data) {
        if property.id == PID_ATTACH_LONG_NAME {
            file.name = property.text(codepage);
        } else if property.id == PID_ATTACH_DATA && file.bytes.is_empty() {
            file.bytes = property.value.to_vec();
        }
    }
}

/// Level, id, length, data, checksum.
fn next_attribute<'a>(reader: &mut Reader<'a>) -> Option<(u32, &'a [u8])> {
    reader.take(1)?;
    let id = reader.u32()?;
    let length = reader.u32()?;
    let data = reader.take(usize::try_from(length).ok()?)?;
    reader.u16();
    Some((id, data))
}

/// One MAPI property whose value has a length of its own.
struct Property<'a> {
    id: u16,
    kind: u16,
    value: &'a [u8],
}

impl Property<'_> {
    fn text(&self, codepage: Option<&str>) -> String {
        // 0x1F is UTF-16, 0x1E the code page of the sender
        let text = if self.kind == 0x1f {
            decode(self.value, Some("utf-16le")).text
        } else {
            narrow(self.value, codepage)
        };
        text.trim_end_matches('\0').to_owned()
    }
}

/// The variable-length properties of a property list (MS-OXTNEF 2.1.3.4).
fn properties(data: &[u8]) -> Vec<Property<'_>> {
    let mut reader = Reader(data);
    let mut found = Vec::new();
    let count = reader.u32().unwrap_or(0);
    for _ in 0..count.min(2_000) {
        if read_property(&mut reader, &mut found).is_none() {
            break;
        }
    }
    found
}

fn read_property<'a>(reader: &mut Reader<'a>, found: &mut Vec<Property<'a>>) -> Option<()> {
    let (kind, id) = (reader.u16()?, reader.u16()?);
    if id >= 0x8000 {
        // a named property: GUID, then a number or a name
        reader.take(16)?;
        if reader.u32()? == 0 {
            reader.u32()?;
        } else {
            let length = usize::try_from(reader.u32()?).ok()?;
            reader.padded(length)?;
        }
    }
    let is_many = kind & 0x1000 != 0;
    let fixed = match kind & 0x0fff {
        0x02 | 0x03 | 0x04 | 0x0a | 0x0b => Some(4),
        0x05 | 0x06 | 0x07 | 0x14 | 0x40 => Some(8),
        0x48 => Some(16),
        0x0d | 0x1e | 0x1f | 0x102 => None,
        _ => return None,
    };
    let values = if is_many || fixed.is_none() {
        reader.u32()?
    } else {
        1
    };
    for _ in 0..values.min(10_000) {
        match fixed {
            Some(size) => {
                reader.take(size)?;
            }
            None => {
                let length = usize::try_from(reader.u32()?).ok()?;
                let value = reader.padded(length)?;
                found.push(Property {
                    id,
                    kind: kind & 0x0fff,
                    value,
                });
            }
        }
    }
    Some(())
}

/// Text in the code page of the sender, zero-terminated.
fn narrow(data: &[u8], codepage: Option<&str>) -> String {
    let text = data.split(|b| *b == 0).next().unwrap_or_default();
    decode(text, codepage).text
}

/// Reads little-endian numbers off the front.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(length)?;
        self.0 = tail;
        Some(head)
    }

    /// Values are filled up to four bytes.
    fn padded(&mut self, length: usize) -> Option<&'a [u8]> {
        let value = self.take(length)?;
        let filler = length.wrapping_neg() % 4;
        // the last value of a list may lack its filler
        self.take(filler.min(self.0.len()))?;
        Some(value)
    }

    fn u16(&mut self) -> Option<u16> {
        let (head, tail) = self.0.split_first_chunk()?;
        self.0 = tail;
        Some(u16::from_le_bytes(*head))
    }

    fn u32(&mut self) -> Option<u32> {
        let (head, tail) = self.0.split_first_chunk()?;
        self.0 = tail;
        Some(u32::from_le_bytes(*head))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(id: u32, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap().to_le_bytes();
        [&[2_u8][..], &id.to_le_bytes(), &length, data, &[0, 0]].concat()
    }

    fn container(attributes: &[Vec<u8>]) -> Vec<u8> {
        [&SIGNATURE.to_le_bytes()[..], &[1, 0], &attributes.concat()].concat()
    }

    #[test]
    fn files_come_out_with_their_chinese_names() {
        let wide: Vec<u8> = "职工建议表.docx\0"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let length = u32::try_from(wide.len()).unwrap().to_le_bytes();
        let list = [
            &1_u32.to_le_bytes()[..],
            &[0x1f, 0, 0x07, 0x37],
            &1_u32.to_le_bytes(),
            &length,
            &wide,
        ]
        .concat();
        let bytes = container(&[
            attribute(OEM_CODEPAGE, &936_u64.to_le_bytes()),
            attribute(ATTACH_REND_DATA, &[0; 14]),
            attribute(ATTACH_TITLE, b"\xb9\xa4\xbb\xe1.txt\0"),
            attribute(ATTACH_DATA, b"one"),
            attribute(ATTACH_REND_DATA, &[0; 14]),
            attribute(ATTACH_TITLE, b"ZHIGON~1.DOC\0"),
            attribute(ATTACH_DATA, b"two"),
            attribute(ATTACH_PROPERTIES, &list),
        ]);
        let unpacked = unpack(&bytes);
        let names: Vec<&str> = unpacked
            .files
            .iter()
            .map(|file| file.name.as_str())
            .collect();
        assert_eq!(names, ["工会.txt", "职工建议表.docx"]);
        assert_eq!(unpacked.files[1].bytes, b"two");
        // every cut of it is survived
        for end in 0..bytes.len() {
            assert!(unpack(&bytes[..end]).files.len() <= 2);
        }
        assert_eq!(unpack(b"no container"), Unpacked::default());
    }
}
