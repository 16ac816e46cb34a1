// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/pagetext.h"

#include <QRegularExpression>
#include <QString>
#include <QStringDecoder>

#include <algorithm>
#include <array>

namespace extract {

namespace {

constexpr qsizetype kProbe = 4096; //!< where a charset must be declared, with a margin over HTML's 1,024

//! What Windows-1252 has at 0x80..0x9f; the five free places stay the control characters they are.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

void appendWindows1252(QByteArray &out, unsigned char byte)
{
    const char16_t unit = byte >= 0x80 && byte < 0xa0 ? kWindows1252.at(byte - 0x80U) : char16_t(byte);
    out += QString(QChar(unit)).toUtf8();
}

//! The length of the well-formed UTF-8 sequence here (RFC 3629); 0 when there is none.
int sequenceLength(const char *at, const char *end)
{
    const auto byte = [at](int i) { return static_cast<unsigned char>(at[i]); };
    const auto lead = byte(0);
    const int length = lead < 0x80                   ? 1
                       : lead >= 0xc2 && lead < 0xe0 ? 2
                       : (lead & 0xf0) == 0xe0       ? 3
                       : lead >= 0xf0 && lead < 0xf5 ? 4
                                                     : 0;
    if (length == 0 || end - at < length)
        return 0;
    for (int i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
    }
    const bool overlong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
    const bool beyond = (lead == 0xed && byte(1) >= 0xa0) || (lead == 0xf4 && byte(1) >= 0x90);
    return overlong || beyond ? 0 : length;
}

QByteArray mendedUtf8(const QByteArray &page)
{
    QByteArray out;
    out.reserve(page.size() + page.size() / 16);
    const char *at = page.constData();
    const char *end = at + page.size();
    while (at < end) {
        const int length = sequenceLength(at, end);
        if (length == 0)
            appendWindows1252(out, static_cast<unsigned char>(*at));
        else if (*at != '\0')
            out.append(at, length);
        at += std::max(length, 1);
    }
    return out;
}

QByteArray fromSingleBytes(const QByteArray &page)
{
    QByteArray out;
    out.reserve(page.size() + page.size() / 8);
    for (const char c : page) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80)
            appendWindows1252(out, byte);
        else if (byte != 0)
            out += c;
    }
    return out;
}

bool declaresSingleBytes(const QByteArray &page)
{
    static const QRegularExpression charset(
        QStringLiteral(
            "<meta[^>]*charset\\s*=\\s*[\"']?\\s*(?:iso-8859-1|iso8859-1|latin-?1|windows-1252|cp1252)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    return charset.match(QString::fromLatin1(page.left(kProbe))).hasMatch();
}

std::optional<QStringConverter::Encoding> wideEncoding(const QByteArray &page)
{
    const auto marked = QStringConverter::encodingForData(page);
    if (marked && *marked != QStringConverter::Utf8)
        return marked;
    // Without a mark the first character, which is "<" in a page, tells the byte order.
    if (page.startsWith(QByteArray("<\0!\0", 4)) || page.startsWith(QByteArray("<\0h\0", 4)))
        return QStringConverter::Utf16LE;
    if (page.startsWith(QByteArray("\0<\0!", 4)) || page.startsWith(QByteArray("\0<\0h", 4)))
        return QStringConverter::Utf16BE;
    return std::nullopt;
}

} // namespace

QByteArray pageAsUtf8(const QByteArray &page)
{
    if (const auto wide = wideEncoding(page)) {
        QStringDecoder decoder(*wide);
        const QString text = decoder(page);
        return mendedUtf8(text.toUtf8());
    }
    if (page.startsWith("\xef\xbb\xbf"))
        return mendedUtf8(page.mid(3));
    return declaresSingleBytes(page) ? fromSingleBytes(page) : mendedUtf8(page);
}

bool isBinary(const QByteArray &page)
{
    static const std::array<QByteArray, 8> kMagic = {
        QByteArray("\xff\xd8\xff"), QByteArray("\x89PNG"),         QByteArray("GIF8"),
        QByteArray("RIFF"),         QByteArray("%PDF-"),           QByteArray("PK\x03\x04"),
        QByteArray("\x1f\x8b"),     QByteArray("\x28\xb5\x2f\xfd")};
    if (wideEncoding(page))
        return false;
    if (std::any_of(kMagic.begin(), kMagic.end(),
                    [&](const QByteArray &magic) { return page.startsWith(magic); }))
        return true;
    const QByteArray probe = page.left(kProbe);
    const auto controls = std::count_if(probe.begin(), probe.end(), [](char c) {
        return (c >= 0 && c < '\t') || (c > '\r' && c < ' ' && c != '\x1b');
    });
    return controls > probe.size() / 100;
}

} // namespace extract
