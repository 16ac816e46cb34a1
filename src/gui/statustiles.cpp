// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/statustiles.h"

#include "models/words.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>

namespace gui {

StatusTiles::StatusTiles(QWidget *parent) : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    addTile("pending", tr("waiting"), tr("Queued; most of it waits until its next retry falls due"));
    addTile("running", tr("running"), tr("In work now"));
    addTile("held", tr("held"), tr("Waits because its host asked for a pause or is held; uses no attempt"));
    addTile("parked", tr("on hold"),
            tr("Waits for somebody: its batch is paused, its cause ignored, or automatic retries are off"));
    addTile("dead", tr("given up"), tr("Final, or out of attempts: not retried by itself"));
    addTile("completed", tr("done"), tr("Retries that ended well"));
    addTile("stuck", tr("stuck"), tr("A worker died over it; taken over by the next one"));
    addTile("oldest", tr("oldest waits"), tr("Since when the oldest waiting retry is queued"));
}

void StatusTiles::addTile(const char *name, const QString &caption, const QString &toolTip)
{
    auto *tile = new QFrame(this);
    tile->setFrameShape(QFrame::StyledPanel);
    tile->setToolTip(toolTip);
    auto *number = new QLabel(QStringLiteral("–"), tile);
    number->setObjectName(QStringLiteral("tile_") + QLatin1String(name));
    QFont large = number->font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    number->setFont(large);
    auto *words = new QLabel(caption, tile);
    words->setForegroundRole(QPalette::PlaceholderText);
    auto *column = new QVBoxLayout(tile);
    column->setContentsMargins(12, 6, 12, 6);
    column->setSpacing(0);
    column->addWidget(number);
    column->addWidget(words);
    layout()->addWidget(tile);
    m_numbers.emplace(QLatin1String(name), number);
}

void StatusTiles::showStatus(const db::QueueStatus &status)
{
    const auto show = [this](const char *name, const QString &text) {
        m_numbers.at(QLatin1String(name))->setText(text);
    };
    show("pending", models::numberText(status.pending));
    show("running", models::numberText(status.running));
    show("held", models::numberText(status.held));
    show("parked", models::numberText(status.parked));
    show("dead", models::numberText(status.dead));
    show("completed", models::numberText(status.completed));
    show("stuck", models::numberText(status.stuck));
    show("oldest",
         status.pending > 0 ? models::durationText(status.oldestPendingSeconds * 1000) : QStringLiteral("–"));
}

} // namespace gui
