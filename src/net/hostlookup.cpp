// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/hostlookup.h"

#include <QHostInfo>

namespace net {

namespace {

constexpr qint64 kRememberMs = 30'000;
constexpr qsizetype kMostNames = 4096;

} // namespace

HostLookup::HostLookup(Resolver resolver, QObject *parent) : QObject(parent), m_resolver(std::move(resolver))
{
    m_clock.start();
}

void HostLookup::resolve(const QString &host, QObject *context, const Answer &answer)
{
    const auto known = m_known.constFind(host);
    if (known != m_known.constEnd() && m_clock.elapsed() - known->atMs < kRememberMs) {
        answer(known->addresses);
        return;
    }
    const bool first = !m_waiting.contains(host);
    m_waiting[host].append({context, answer});
    if (!first)
        return;
    if (m_resolver) {
        resolved(host, m_resolver(host));
        return;
    }
    QHostInfo::lookupHost(host, this, [this, host](const QHostInfo &info) {
        resolved(host, info.error() == QHostInfo::NoError ? info.addresses() : QList<QHostAddress>());
    });
}

void HostLookup::resolved(const QString &host, const QList<QHostAddress> &addresses)
{
    if (m_known.size() >= kMostNames)
        m_known.clear();
    if (!addresses.isEmpty()) // a failure is asked again: names come back
        m_known.insert(host, {addresses, m_clock.elapsed()});
    const QList<Waiting> waiting = m_waiting.take(host);
    for (const Waiting &one : waiting) {
        if (one.context)
            one.answer(addresses);
    }
}

} // namespace net
