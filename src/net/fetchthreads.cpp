// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/fetchthreads.h"

#include <algorithm>

namespace net {

FetchThreads::FetchThreads(const FetchSettings &settings, FetchWorker::Report report)
    : m_settings(settings), m_report(std::move(report))
{
}

FetchThreads::~FetchThreads()
{
    for (const auto &thread : m_threads)
        thread->quit(); // all at once; the destructors wait one by one
}

FetchThread *FetchThreads::post(const HopOrder &order)
{
    while (m_threads.size() < static_cast<size_t>(m_settings.threads)) {
        m_threads.push_back(std::make_unique<FetchThread>(m_settings, m_resolver, m_report));
        m_threads.back()->start();
    }
    const auto least =
        std::min_element(m_threads.begin(), m_threads.end(), [this](const auto &a, const auto &b) {
            return m_load.value(a.get()) < m_load.value(b.get());
        });
    FetchThread *thread = least->get();
    ++m_load[thread];
    thread->post(order);
    return thread;
}

} // namespace net
