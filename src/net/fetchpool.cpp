// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/fetchpool.h"

#include "net/dispatcher.h"
#include "net/logging.h"

namespace net {

Q_LOGGING_CATEGORY(lcNet, "retrydesk.net")

class FetchPool::Private : public Dispatcher
{
public:
    using Dispatcher::Dispatcher;
};

FetchPool::FetchPool(const FetchSettings &settings, core::Clock clock, QObject *parent)
    : QObject(parent), m_d(std::make_unique<Private>(settings, std::move(clock)))
{
    connect(m_d.get(), &Dispatcher::hostPaused, this, &FetchPool::hostPaused);
    connect(m_d.get(), &Dispatcher::hostSlowed, this, &FetchPool::hostSlowed);
    connect(m_d.get(), &Dispatcher::requestEnded, this, &FetchPool::requestEnded);
}

FetchPool::~FetchPool() = default;

void FetchPool::setResolver(Resolver resolver)
{
    m_d->setResolver(std::move(resolver));
}

void FetchPool::setSteadyTime(SteadyTime steady)
{
    m_d->setSteadyTime(std::move(steady));
}

void FetchPool::submit(const FetchRequest &request, quint64 group, Done done)
{
    m_d->submit(request, group, std::move(done));
}

void FetchPool::cancel(quint64 group)
{
    m_d->cancel(group);
}

void FetchPool::pauseHost(const QString &host, const QDateTime &until, const QString &reason)
{
    m_d->pauseHost(host.toLower(), until, reason);
}

void FetchPool::holdLane(const QString &host, int lane, const QDateTime &until, const QString &reason)
{
    m_d->holdLane(host.toLower(), lane, until, reason);
}

void FetchPool::releaseLane(const QString &host, int lane)
{
    m_d->releaseLane(host.toLower(), lane);
}

void FetchPool::slowHost(const QString &host, double factor)
{
    m_d->slowHost(host.toLower(), factor);
}

void FetchPool::setLimits(int perHost, double ratePerHost)
{
    m_d->setLimits(perHost, ratePerHost);
}

void FetchPool::setHostLimits(const QString &host, std::optional<int> perHost, std::optional<double> rate)
{
    m_d->setHostLimits(host.toLower(), {perHost, rate});
}

void FetchPool::shareWith(int processes)
{
    m_d->shareWith(processes);
}

int FetchPool::inFlight() const
{
    return m_d->inFlight();
}

int FetchPool::waiting() const
{
    return m_d->waiting();
}

} // namespace net
