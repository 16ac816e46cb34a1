// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/fetch.h"

#include <QHostAddress>
#include <QList>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace net {

//! The name of a URL's host gate: lower case, with the port when it is not the scheme's own.
QString hostKey(const QUrl &url);
//! The port a request to this URL goes to.
int effectivePort(const QUrl &url);

//! The address a host stands for when it is one and no name: also the short, octal and hexadecimal forms of
//! IPv4 that inet_aton() takes ("0x7f.1", "017700000001", "2130706433"). Absent for names.
std::optional<QHostAddress> literalAddress(const QString &host);

//! Whether an address is private, local, reserved or otherwise not to be reached by what a page says
//! (reliability.md, "Requests to the outside"), also when an IPv4 address of that kind is wrapped in IPv6.
bool isForbiddenAddress(const QHostAddress &address);

//! Which URLs and addresses may be reached. Immutable, so any thread may ask.
class AddressPolicy
{
public:
    //! @param allow networks (CIDR), hosts or host:port that may be reached though forbidden by default; all
    //! ports of a network or of a host without a port.
    explicit AddressPolicy(const QStringList &allow = {});

    //! What can be said without resolving: scheme, user info, control characters, literal addresses.
    std::optional<Fault> checkUrl(const QUrl &url) const;
    //! What the name resolved to; one forbidden address is enough to refuse.
    std::optional<Fault> checkAddresses(const QUrl &url, const QList<QHostAddress> &addresses) const;
    //! With a proxy, which resolves by itself: ports, and names that always mean this machine.
    std::optional<Fault> checkProxied(const QUrl &url) const;

    //! Entries that are no network, host or host:port; they allow nothing.
    const QStringList &invalidEntries() const { return m_invalid; }

private:
    struct Entry
    {
        QString host;         //!< empty for a network
        QHostAddress network; //!< null for a host
        int bits = -1;
        int port = -1; //!< −1 = every port
    };

    static std::optional<Entry> parseEntry(const QString &text);
    bool allows(const QString &host, const QHostAddress &address, int port) const;

    QList<Entry> m_entries;
    QStringList m_invalid;
};

} // namespace net
