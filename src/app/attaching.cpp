// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/attaching.h"

#include "db/attachment.h"
#include "db/postgresaddress.h"
#include "pipeline/attaching.h"
#include "pipeline/imageplace.h"
#include "pipeline/workspace.h"

#include <QtConcurrentRun>

#include <limits>

namespace app {

namespace {

using gui::AttachOffer;

core::Result<AttachOffer> lookAt(const QString &workspace, const core::Secrets &secrets)
{
    const auto address = db::withPassword(workspace, secrets);
    if (!address)
        return address.error();
    const auto connection = db::Connection::open(*address);
    if (!connection)
        return connection.error();
    const auto report = db::inspectForAttach(**connection);
    if (!report)
        return report.error();
    AttachOffer offer;
    offer.workspace = (*connection)->label();
    offer.role = report->role;
    offer.isAttached = report->isAttached;
    offer.vehicles = report->vehicles;
    offer.images = report->images;
    offer.refusals = report->refusals;
    offer.warnings = report->warnings;
    offer.notes = report->notes;
    if (!report->statements.isEmpty())
        offer.script = pipeline::attachScript(report->statements);
    return offer;
}

int asProgress(qint64 vehicles)
{
    return static_cast<int>(qMin<qint64>(vehicles, std::numeric_limits<int>::max()));
}

//! Its progress is the vehicles that are counted; when it is cancelled, counting ends.
core::Result<void> attachAndCount(QPromise<core::Result<void>> &promise, const QString &workspace,
                                  const QString &images, const core::Secrets &secrets)
{
    const auto address = db::withPassword(workspace, secrets);
    if (!address)
        return address.error();
    const auto connection = db::Connection::open(*address);
    if (!connection)
        return connection.error();
    if (!images.isEmpty()) {
        if (auto usable = pipeline::checkImages(*address, images, secrets); !usable)
            return usable;
    }
    if (auto attached = db::attach(**connection); !attached)
        return attached;
    if (auto made = pipeline::Workspace::create(*address, images, secrets); !made)
        return made.error();
    const auto behind = db::fillProgress(**connection);
    if (!behind)
        return behind.error();
    if (!*behind)
        return {};
    const int all = qMax(1, asProgress((*behind)->vehicles)); // about so many
    promise.setProgressRange(0, all);
    const auto counted = pipeline::countVehicles(
        **connection, {}, [&promise, all](const std::optional<db::FillProgress> &progress) {
            if (progress)
                promise.setProgressValue(qMin(all, asProgress(progress->filled)));
            return !promise.isCanceled();
        });
    return counted ? core::Result<void>() : counted.error();
}

} // namespace

gui::AttachDialog::Ways attachWays(const QString &address, const core::Secrets &secrets)
{
    return {[address, secrets] { return QtConcurrent::run([=] { return lookAt(address, secrets); }); },
            [address, secrets](const QString &images) {
                return QtConcurrent::run([=](QPromise<core::Result<void>> &promise) {
                    promise.addResult(attachAndCount(promise, address, images, secrets));
                });
            }};
}

} // namespace app
