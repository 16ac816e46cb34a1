// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

//! Q_INIT_RESOURCE must stand outside of any namespace.
static void initRetrydeskResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace gui {

void initResources()
{
    initRetrydeskResources();
}

namespace {

using models::State;

//! Draws one SVG in a colour taken from the palette when it is painted, so that icons follow a change of the
//! palette without being made anew.
class TintedIconEngine : public QIconEngine
{
public:
    TintedIconEngine(const QString &file, State state) : m_file(file), m_state(state) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const double ratio = painter->device()->devicePixelRatioF();
        painter->drawPixmap(rect, render(rect.size(), ratio, colorFor(mode)));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return render(size, 1, colorFor(mode));
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        return render(size / scale, scale, colorFor(mode));
    }

    QIconEngine *clone() const override { return new TintedIconEngine(m_file, m_state); }

private:
    QColor colorFor(QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Selected)
            return palette.color(QPalette::HighlightedText);
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        return m_state == State::None ? palette.color(QPalette::ButtonText) : stateColor(m_state, palette);
    }

    QPixmap render(const QSize &size, double ratio, const QColor &color) const
    {
        const QString key = QStringLiteral("retrydesk/%1/%2/%3x%4@%5")
                                .arg(m_file, color.name())
                                .arg(size.width())
                                .arg(size.height())
                                .arg(ratio);
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size * ratio);
        pixmap.fill(Qt::transparent);
        QFile file(m_file);
        if (file.open(QIODevice::ReadOnly)) {
            QSvgRenderer renderer(file.readAll().replace("#000", color.name().toLatin1()));
            QPainter painter(&pixmap);
            renderer.render(&painter);
        }
        pixmap.setDevicePixelRatio(ratio);
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QString m_file;
    State m_state;
};

QIcon tinted(const char *name, State state)
{
    return QIcon(
        new TintedIconEngine(QStringLiteral(":/retrydesk/icons/%1.svg").arg(QLatin1String(name)), state));
}

} // namespace

QIcon icon(const char *name)
{
    return tinted(name, State::None);
}

QIcon stateIcon(State state)
{
    switch (state) {
    case State::None:
        return {};
    case State::Ok:
        return tinted("state-ok", state);
    case State::Missing:
        return tinted("state-missing", state);
    case State::Failed:
        return tinted("state-failed", state);
    case State::Held:
        return tinted("state-held", state);
    case State::Running:
        return tinted("state-running", state);
    case State::Ignored:
        return tinted("state-ignored", state);
    }
    return {};
}

QColor stateColor(State state, const QPalette &palette)
{
    const bool dark = isDark(palette);
    switch (state) {
    case State::Ok:
        return dark ? QColor(0x6c, 0xc4, 0x7c) : QColor(0x1d, 0x7a, 0x36);
    case State::Missing:
        return dark ? QColor(0xe3, 0xb3, 0x55) : QColor(0x8a, 0x5a, 0x00);
    case State::Failed:
        return dark ? QColor(0xf2, 0x85, 0x7a) : QColor(0xb8, 0x28, 0x28);
    case State::Held:
    case State::Running:
        return dark ? QColor(0x7f, 0xb2, 0xf5) : QColor(0x1f, 0x5f, 0xb4);
    case State::Ignored:
    case State::None:
        break;
    }
    return mixed(palette.color(QPalette::Text), palette.color(QPalette::Base), 0.35);
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Base).lightness() < 128;
}

QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto between = [share](float x, float y) { return static_cast<float>(x + (y - x) * share); };
    return QColor::fromRgbF(between(a.redF(), b.redF()), between(a.greenF(), b.greenF()),
                            between(a.blueF(), b.blueF()));
}

} // namespace gui
