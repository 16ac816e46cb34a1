// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keychain.h"

#include "db/postgresaddress.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QPromise>

#include <qt6keychain/keychain.h>

#include <memory>

namespace app {

namespace {

Q_LOGGING_CATEGORY(lcKeychain, "retrydesk.app.keychain", QtWarningMsg)

QString service()
{
    return QStringLiteral("retrydesk");
}

} // namespace

QString keychainName(const QString &workspace)
{
    return db::addressWithoutPassword(workspace);
}

core::Secrets::Source keychainSource(Keychain *keychain, const QString &workspace)
{
    return [keychain, address = keychainName(workspace)](const QString &name) {
        const bool isOfDatabase = name == QLatin1String("PGPASSWORD");
        auto answer = keychain->read(isOfDatabase ? address : name);
        answer.waitForFinished();
        std::optional<QString> secret;
        if (answer.resultCount() > 0)
            secret = answer.result();
        if (secret && !isOfDatabase) // keys have no blanks; what was piped into a tool ends with a line
            secret = secret->trimmed();
        return core::Result<std::optional<QString>>(secret);
    };
}

SystemKeychain::SystemKeychain()
{
    m_thread.setObjectName(QStringLiteral("retrydesk-keychain"));
    m_context.moveToThread(&m_thread);
}

SystemKeychain::~SystemKeychain()
{
    m_thread.quit();
    m_thread.wait();
}

//! Most people never need it.
void SystemKeychain::start()
{
    std::call_once(m_started, [this] { m_thread.start(); });
}

QFuture<std::optional<QString>> SystemKeychain::read(const QString &name)
{
    start();
    auto promise = std::make_shared<QPromise<std::optional<QString>>>();
    promise->start();
    QMetaObject::invokeMethod(&m_context, [this, name, promise] {
        auto *job = new QKeychain::ReadPasswordJob(service(), &m_context);
        job->setInsecureFallback(false);
        job->setKey(name);
        QObject::connect(job, &QKeychain::Job::finished, &m_context, [job, promise] {
            if (job->error() != QKeychain::NoError && job->error() != QKeychain::EntryNotFound)
                qCInfo(lcKeychain).noquote() << "not read:" << job->errorString();
            promise->addResult(job->error() == QKeychain::NoError ? std::optional(job->textData())
                                                                  : std::nullopt);
            promise->finish();
        });
        job->start();
    });
    return promise->future();
}

QFuture<core::Result<void>> SystemKeychain::write(const QString &name, const QString &secret)
{
    start();
    auto promise = std::make_shared<QPromise<core::Result<void>>>();
    promise->start();
    QMetaObject::invokeMethod(&m_context, [this, name, secret, promise] {
        auto *job = new QKeychain::WritePasswordJob(service(), &m_context);
        job->setInsecureFallback(false);
        job->setKey(name);
        job->setTextData(secret);
        QObject::connect(job, &QKeychain::Job::finished, &m_context, [job, promise] {
            core::Result<void> result;
            if (job->error() != QKeychain::NoError) {
                result =
                    core::Error{core::ErrorCode::Storage,
                                QCoreApplication::translate(
                                    "app::Keychain",
                                    "The password was not kept: the system's keychain is missing, locked "
                                    "or refused it. It will be asked for again."),
                                job->errorString()};
            }
            promise->addResult(result);
            promise->finish();
        });
        job->start();
    });
    return promise->future();
}

} // namespace app
