// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faultserver.h"

#include "net/fetchpool.h"

#include <QTest>

#include <map>
#include <memory>
#include <vector>

//! A sink that says what happened to it.
class SpySink : public net::MemorySink
{
public:
    explicit SpySink(qint64 maxBytes = 100'000'000) : net::MemorySink(maxBytes) {}
    std::optional<net::Fault> begin(const net::ResponseHead &head) override
    {
        ++begun;
        return net::MemorySink::begin(head);
    }
    std::optional<net::Fault> finish() override
    {
        ++finished;
        return net::MemorySink::finish();
    }
    int begun = 0;
    int finished = 0;
};

//! A pool with small limits, and what came back from it.
class Bench
{
public:
    explicit Bench(const std::function<void(net::FetchSettings &)> &change = {},
                   core::Clock clock = core::systemClock())
    {
        net::FetchSettings settings;
        settings.allow = {QStringLiteral("127.0.0.0/8")};
        settings.ratePerHost = 0;
        settings.timeoutMs = 600;
        if (change)
            change(settings);
        pool = std::make_unique<net::FetchPool>(settings, std::move(clock));
        pool->setResolver([](const QString &name) {
            if (name.endsWith(QLatin1String("good.test")))
                return QList<QHostAddress>{QHostAddress(QHostAddress::LocalHost)};
            if (name == QLatin1String("mixed.test"))
                return QList<QHostAddress>{QHostAddress(QStringLiteral("93.184.216.34")),
                                           QHostAddress(QStringLiteral("10.0.0.1"))};
            return QList<QHostAddress>();
        });
    }

    int submit(const QUrl &url, quint64 group = 1) { return submit({url, "*/*", {}}, group); }
    //! With a sink of its own instead of the request's.
    int submit(net::FetchRequest request, quint64 group = 1)
    {
        const int index = submitted++;
        sinks.push_back(std::make_shared<SpySink>());
        request.sink = sinks.back();
        pool->submit(request, group, [this, index](const net::FetchResult &result) {
            ++calls[index];
            results[index] = result;
        });
        return index;
    }
    bool wait(int milliseconds = 10'000)
    {
        return QTest::qWaitFor([this] { return static_cast<int>(results.size()) == submitted; },
                               milliseconds);
    }
    net::FetchResult fetch(const QUrl &url)
    {
        const int index = submit(url);
        wait();
        return results[index];
    }

    std::unique_ptr<net::FetchPool> pool;
    std::vector<std::shared_ptr<SpySink>> sinks;
    std::map<int, net::FetchResult> results;
    std::map<int, int> calls;
    int submitted = 0;
};

inline QByteArray causeOf(const net::FetchResult &result)
{
    if (result.heldUntil)
        return "held";
    return result.fault ? QByteArray(core::causeName(result.fault->cause).data()) : QByteArray("done");
}

//! Bytes as they are, and how the connection ends.
inline Script raw(const QByteArray &bytes, Script::End end)
{
    Script script;
    script.bytes = bytes;
    script.end = end;
    return script;
}
