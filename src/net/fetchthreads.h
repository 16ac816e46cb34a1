// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/fetchthread.h"

#include <QHash>

#include <memory>
#include <vector>

namespace net {

//! The fetch threads of a pool: they start with the first order, and each order goes to the one with the
//! least to do. Lives in the pool's thread.
class FetchThreads
{
public:
    //! @param report is called in a fetch thread for every order.
    FetchThreads(const FetchSettings &settings, FetchWorker::Report report);
    ~FetchThreads();
    Q_DISABLE_COPY_MOVE(FetchThreads)

    //! Only before the first order.
    void setResolver(HostLookup::Resolver resolver) { m_resolver = std::move(resolver); }

    //! @return who works on it, to abort it and for ended().
    FetchThread *post(const HopOrder &order);
    void ended(const FetchThread *thread) { --m_load[thread]; }

private:
    FetchSettings m_settings;
    HostLookup::Resolver m_resolver;
    FetchWorker::Report m_report;
    std::vector<std::unique_ptr<FetchThread>> m_threads;
    QHash<const FetchThread *, int> m_load;
};

} // namespace net
