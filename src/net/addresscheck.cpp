// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/addresscheck.h"

#include <QCoreApplication>
#include <QtEndian>

#include <algorithm>
#include <array>

namespace net {

namespace {

using Bytes16 = std::array<quint8, 16>;

struct Range4
{
    quint32 network;
    int bits;
};

constexpr quint32 v4(quint32 a, quint32 b, quint32 c, quint32 d)
{
    return a << 24 | b << 16 | c << 8 | d;
}

constexpr Range4 kForbidden4[] = {
    {v4(0, 0, 0, 0), 8},      {v4(10, 0, 0, 0), 8},    {v4(100, 64, 0, 0), 10},   {v4(127, 0, 0, 0), 8},
    {v4(169, 254, 0, 0), 16}, {v4(172, 16, 0, 0), 12}, {v4(192, 0, 0, 0), 24},    {v4(192, 0, 2, 0), 24},
    {v4(192, 168, 0, 0), 16}, {v4(198, 18, 0, 0), 15}, {v4(198, 51, 100, 0), 24}, {v4(203, 0, 113, 0), 24},
    {v4(224, 0, 0, 0), 4},    {v4(240, 0, 0, 0), 4},
};

struct Range6
{
    Bytes16 network;
    int bits;
};

constexpr Range6 kForbidden6[] = {
    {{}, 128},                                               // ::
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128}, // ::1
    {{0x01, 0x00}, 64},                                      // 100::/64
    {{0x20, 0x01, 0x00, 0x00}, 32},                          // 2001::/32, Teredo
    {{0x20, 0x01, 0x00, 0x10}, 28},                          // 2001:10::/28
    {{0x20, 0x01, 0x00, 0x20}, 28},                          // 2001:20::/28
    {{0x20, 0x01, 0x0d, 0xb8}, 32},                          // 2001:db8::/32
    {{0x20, 0x02}, 16},                                      // 2002::/16, 6to4
    {{0xfc, 0x00}, 7},                                       // fc00::/7
    {{0xfe, 0x80}, 10},                                      // fe80::/10
    {{0xfe, 0xc0}, 10},                                      // fec0::/10, the old site-local range
    {{0xff, 0x00}, 8},                                       // ff00::/8
};

constexpr Range6 kMapped = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
constexpr Range6 kCompatible = {{}, 96};
constexpr Range6 kNat64 = {{0x00, 0x64, 0xff, 0x9b}, 96};
constexpr Range6 kLocalNat64 = {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48};

bool isIn(quint32 address, const Range4 &range)
{
    return (address ^ range.network) >> (32 - range.bits) == 0;
}

bool isIn(const Bytes16 &address, const Range6 &range)
{
    for (int bit = 0; bit < range.bits; ++bit) {
        const auto index = static_cast<size_t>(bit / 8);
        const int mask = 0x80 >> (bit % 8);
        if ((address[index] & mask) != (range.network[index] & mask))
            return false;
    }
    return true;
}

bool isForbidden4(quint32 address)
{
    return std::any_of(std::begin(kForbidden4), std::end(kForbidden4),
                       [address](const Range4 &range) { return isIn(address, range); });
}

Bytes16 bytesOf(const QHostAddress &address)
{
    const Q_IPV6ADDR raw = address.toIPv6Address();
    Bytes16 bytes{};
    std::copy_n(raw.c, 16, bytes.begin());
    return bytes;
}

quint32 v4At(const Bytes16 &bytes, size_t index)
{
    return qFromBigEndian<quint32>(bytes.data() + index);
}

//! An IPv4 address written as IPv6 is the IPv4 address; everything else stays.
QHostAddress canonical(const QHostAddress &address)
{
    if (address.protocol() != QAbstractSocket::IPv6Protocol)
        return address;
    const Bytes16 bytes = bytesOf(address);
    return isIn(bytes, kMapped) ? QHostAddress(v4At(bytes, 12)) : address;
}

bool isForbidden6(const Bytes16 &bytes)
{
    for (const Range6 &range : kForbidden6) {
        if (isIn(bytes, range))
            return true;
    }
    if ((isIn(bytes, kCompatible) || isIn(bytes, kNat64)) && isForbidden4(v4At(bytes, 12)))
        return true;
    if (!isIn(bytes, kLocalNat64))
        return false;
    // RFC 6052 section 2.2: behind a /48 prefix the address lies around bits 64 to 71; behind a /96 carved
    // out of it, at the end. The prefix length cannot be seen, so both must be fit to be reached.
    const quint32 around = v4(bytes[6], bytes[7], bytes[9], bytes[10]);
    return isForbidden4(around) || isForbidden4(v4At(bytes, 12));
}

//! One part of an IPv4 address in inet_aton()'s notation: decimal, 0-octal or 0x-hexadecimal.
std::optional<quint64> numberPart(QStringView part)
{
    int base = 10;
    if (part.startsWith(u"0x", Qt::CaseInsensitive)) {
        part = part.mid(2);
        base = 16;
        if (part.isEmpty())
            return 0; // "0x" alone counts as zero in browsers and C libraries
    } else if (part.size() > 1 && part.startsWith(u'0')) {
        base = 8;
    }
    const bool digits =
        !part.isEmpty() && part.size() <= 24 && std::all_of(part.begin(), part.end(), [](QChar c) {
            return c.unicode() < 128 && (c.isDigit() || c.isLetter());
        });
    bool ok = false;
    const quint64 value = digits ? part.toULongLong(&ok, base) : 0;
    return ok ? std::optional(value) : std::nullopt;
}

std::optional<QHostAddress> parseIpv4(const QString &host)
{
    const QStringList parts = host.split(u'.');
    if (parts.size() > 4)
        return std::nullopt;
    quint64 address = 0;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const std::optional<quint64> number = numberPart(parts.at(i));
        if (!number)
            return std::nullopt;
        const bool last = i == parts.size() - 1;
        const auto restBits = static_cast<int>(8 * (4 - i));
        if (last ? (*number >> restBits) != 0 : *number > 255)
            return std::nullopt;
        address |= last ? *number : *number << (restBits - 8);
    }
    return QHostAddress(static_cast<quint32>(address));
}

QString plainHost(const QUrl &url)
{
    QString host = url.host(QUrl::FullyEncoded).toLower();
    while (host.endsWith(u'.'))
        host.chop(1);
    return host;
}

bool hasControlCharacter(const QString &text)
{
    return std::any_of(text.begin(), text.end(),
                       [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
}

Fault forbidden(const QString &message)
{
    return {core::Cause::ForbiddenAddress, message};
}

} // namespace

int effectivePort(const QUrl &url)
{
    return url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
}

QString hostKey(const QUrl &url)
{
    const QString host = plainHost(url);
    const int own = url.scheme() == QLatin1String("https") ? 443 : 80;
    const int port = url.port(own);
    if (port == own)
        return host;
    const QString bracketed = host.contains(u':') ? QString(u'[' + host + u']') : host;
    return bracketed + u':' + QString::number(port);
}

std::optional<QHostAddress> literalAddress(const QString &host)
{
    QString text = host;
    if (text.startsWith(u'[') && text.endsWith(u']'))
        text = text.mid(1, text.size() - 2);
    if (text.contains(u':')) {
        const QHostAddress address(text);
        return address.isNull() ? std::nullopt : std::optional(address);
    }
    while (text.endsWith(u'.'))
        text.chop(1);
    return parseIpv4(text);
}

bool isForbiddenAddress(const QHostAddress &address)
{
    if (address.isNull() || !address.scopeId().isEmpty())
        return true;
    const QHostAddress plain = canonical(address);
    if (plain.protocol() == QAbstractSocket::IPv4Protocol)
        return isForbidden4(plain.toIPv4Address());
    return isForbidden6(bytesOf(plain));
}

AddressPolicy::AddressPolicy(const QStringList &allow)
{
    for (const QString &text : allow) {
        const QString entry = text.trimmed();
        if (entry.isEmpty())
            continue;
        if (const std::optional<Entry> parsed = parseEntry(entry))
            m_entries.append(*parsed);
        else
            m_invalid.append(entry);
    }
}

std::optional<AddressPolicy::Entry> AddressPolicy::parseEntry(const QString &text)
{
    Entry entry;
    if (text.contains(u'/')) {
        const auto [network, bits] = QHostAddress::parseSubnet(text);
        if (bits < 0 || network.isNull())
            return std::nullopt;
        entry.network = network;
        entry.bits = bits;
        return entry;
    }
    QString host = text.toLower();
    const qsizetype colon = host.lastIndexOf(u':');
    const bool bracketed = host.startsWith(u'[');
    const bool hasPort = bracketed ? colon > host.indexOf(u']') : host.count(u':') == 1;
    if (hasPort) {
        bool ok = false;
        entry.port = host.mid(colon + 1).toInt(&ok);
        if (!ok || entry.port < 1 || entry.port > 65'535)
            return std::nullopt;
        host.truncate(colon);
    }
    if (const std::optional<QHostAddress> address = literalAddress(host)) {
        entry.network = canonical(*address);
        entry.bits = entry.network.protocol() == QAbstractSocket::IPv4Protocol ? 32 : 128;
        return entry;
    }
    entry.host = QString::fromLatin1(QUrl::toAce(host));
    return entry.host.isEmpty() ? std::nullopt : std::optional(entry);
}

bool AddressPolicy::allows(const QString &host, const QHostAddress &address, int port) const
{
    return std::any_of(m_entries.begin(), m_entries.end(), [&](const Entry &entry) {
        if (entry.port != -1 && entry.port != port)
            return false;
        if (entry.bits < 0)
            return entry.host == host;
        return !address.isNull() && address.isInSubnet(entry.network, entry.bits);
    });
}

std::optional<Fault> AddressPolicy::checkUrl(const QUrl &url) const
{
    if (!url.isValid() || url.host().isEmpty())
        return forbidden(QCoreApplication::translate("net", "This is no complete http or https URL."));
    if (url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https"))
        return forbidden(QCoreApplication::translate("net", "Only http and https URLs are fetched, not %1.")
                             .arg(url.scheme()));
    if (!url.userInfo().isEmpty() || url.authority().contains(u'@'))
        return forbidden(
            QCoreApplication::translate("net", "URLs with a user name or password are not fetched."));
    if (hasControlCharacter(url.path(QUrl::FullyDecoded)) ||
        hasControlCharacter(url.query(QUrl::FullyDecoded)) ||
        hasControlCharacter(url.host(QUrl::FullyDecoded)))
        return forbidden(QCoreApplication::translate("net", "URLs with control characters are not fetched."));
    if (effectivePort(url) < 1)
        return forbidden(
            QCoreApplication::translate("net", "Port %1 cannot be reached.").arg(effectivePort(url)));
    if (const std::optional<QHostAddress> address = literalAddress(plainHost(url)))
        return checkAddresses(url, {*address});
    return std::nullopt;
}

std::optional<Fault> AddressPolicy::checkAddresses(const QUrl &url,
                                                   const QList<QHostAddress> &addresses) const
{
    const QString host = plainHost(url);
    const int port = effectivePort(url);
    for (const QHostAddress &given : addresses) {
        const QHostAddress address = canonical(given);
        if (allows(host, address, port))
            continue;
        if (isForbiddenAddress(address))
            return forbidden(
                QCoreApplication::translate(
                    "net", "%1 is a private or reserved address; to reach it, name it in net.allow.")
                    .arg(hostKey(url)));
        if (port != 80 && port != 443)
            return forbidden(
                QCoreApplication::translate(
                    "net", "Port %1 of %2 is not open to requests; to reach it, name the host in net.allow.")
                    .arg(QString::number(port), host));
    }
    return std::nullopt;
}

std::optional<Fault> AddressPolicy::checkProxied(const QUrl &url) const
{
    const QString host = plainHost(url);
    if (literalAddress(host))
        return std::nullopt; // checkUrl() judged it
    const bool local = host == QLatin1String("localhost") || host.endsWith(QLatin1String(".localhost"));
    // The proxy will learn the address; for us the name stands for some public one.
    return checkAddresses(url, {QHostAddress(local ? v4(127, 0, 0, 1) : v4(8, 8, 8, 8))});
}

} // namespace net
