// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/opening.h"

#include "core/whenfinished.h"
#include "db/dialect.h"
#include "db/postgresaddress.h"

#include <QCoreApplication>
#include <QLabel>
#include <QPointer>
#include <QProgressDialog>
#include <QTimer>
#include <QtConcurrentRun>

namespace app {

namespace {

//! What is faster needs no dialog.
constexpr int kPatienceMs = 400;

//! What is there is opened as it is: only what is empty is told where its images are kept.
core::Result<std::unique_ptr<pipeline::Workspace>> openNow(const Opening::Wish &wish,
                                                           const core::Secrets &secrets, QThread *owner)
{
    using core::ErrorCode;
    using pipeline::Workspace;
    const bool isMissing = Workspace::isMissing(wish.path);
    if (isMissing && !wish.mayCreate) {
        return core::Error{
            ErrorCode::NotFound,
            Opening::tr("There is no workspace %1.").arg(db::Dialect::of(wish.path).label(wish.path)),
            {}};
    }
    const auto address = db::withPassword(wish.path, secrets);
    if (!address)
        return address.error();
    auto opened = Workspace::open(*address, secrets);
    const bool isNothing = isMissing || (!opened && opened.error().code == ErrorCode::Empty);
    if (isNothing && wish.mayCreate) {
        if (auto created = Workspace::create(*address, wish.images, secrets); !created)
            return created.error();
        opened = Workspace::open(*address, secrets);
    }
    if (opened)
        (*opened)->moveToThread(owner);
    return opened;
}

} // namespace

Opening::Opening(const Wish &wish, const core::Secrets &secrets, QWidget *window)
{
    // The application may be gone by the time it is open.
    const auto future = QtConcurrent::run([wish, secrets, owner = thread()] {
        return std::make_shared<core::Result<std::unique_ptr<pipeline::Workspace>>>(
            openNow(wish, secrets, owner));
    });
    core::whenFinished(future, this, [this](const Workspace &workspace) {
        end([this, &workspace] { emit finished(workspace); });
    });
    const QString label = db::Dialect::of(wish.path).label(wish.path);
    QTimer::singleShot(kPatienceMs, this,
                       [this, window = QPointer(window), label] { showProgress(window, label); });
}

Opening::~Opening()
{
    delete m_progress;
}

void Opening::end(const std::function<void()> &tell)
{
    if (m_hasEnded)
        return;
    m_hasEnded = true;
    delete m_progress;
    tell();
}

void Opening::showProgress(QWidget *window, const QString &label)
{
    if (m_hasEnded)
        return;
    m_progress = new QProgressDialog(QString(), tr("Cancel"), 0, 0, window);
    m_progress->setObjectName(QStringLiteral("openingDialog"));
    auto *text = new QLabel(tr("Opening %1…").arg(label));
    text->setTextFormat(Qt::PlainText);
    m_progress->setLabel(text);
    connect(
        m_progress.data(), &QProgressDialog::canceled, this, [this] { end([this] { emit cancelled(); }); },
        Qt::QueuedConnection);
    m_progress->show();
}

} // namespace app
