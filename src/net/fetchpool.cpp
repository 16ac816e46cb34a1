// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/fetchpool.h"

namespace net {

class FetchPool::Private
{
};

FetchPool::FetchPool(const FetchSettings &, core::Clock, QObject *parent) : QObject(parent)
{
}

FetchPool::~FetchPool() = default;

void FetchPool::submit(const FetchRequest &, quint64, Done done)
{
    FetchResult result;
    result.fault = Fault{core::Cause::Connection, QStringLiteral("Fetching is not built in yet.")};
    QMetaObject::invokeMethod(
        this, [done, result] { done(result); }, Qt::QueuedConnection);
}

void FetchPool::cancel(quint64)
{
}

void FetchPool::pauseHost(const QString &host, const QDateTime &until, const QString &reason)
{
    emit hostPaused(host, until, reason);
}

int FetchPool::inFlight() const
{
    return 0;
}

int FetchPool::waiting() const
{
    return 0;
}

} // namespace net
