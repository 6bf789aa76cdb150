/** The games that ALE has had names for since the days of `-v0`. */
const LEGACY_GAMES: readonly string[] = (
  'adventure air_raid alien amidar assault asterix asteroids atlantis bank_heist battle_zone ' +
  'beam_rider berzerk bowling boxing breakout carnival centipede chopper_command crazy_climber ' +
  'defender demon_attack double_dunk elevator_action enduro fishing_derby freeway frostbite ' +
  'gopher gravitar hero ice_hockey jamesbond journey_escape kangaroo krull kung_fu_master ' +
  'montezuma_revenge ms_pacman name_this_game phoenix pitfall pong pooyan private_eye qbert ' +
  'riverraid road_runner robotank seaquest skiing solaris space_invaders star_gunner tennis ' +
  'time_pilot tutankham up_n_down venture video_pinball wizard_of_wor yars_revenge zaxxon'
).split(' ');

/** The games for one player that came later. */
const LATER_GAMES: readonly string[] = (
  'atlantis2 backgammon basic_math blackjack casino crossbow darkchambers donkey_kong earthworld ' +
  'entombed et flag_capture frogger galaxian hangman haunted_house human_cannonball kaboom ' +
  'keystone_kapers king_kong klax koolaid laser_gates lost_luggage mario_bros miniature_golf ' +
  'mr_do othello pacman pitfall2 sir_lancelot space_war superman surround tetris ' +
  'tic_tac_toe_3d trondead turmoil video_checkers video_chess video_cube word_zapper'
).split(' ');

/** What a game is called in an id: `ms_pacman` is `MsPacman`. */
export function atariGameTitle(game: string): string {
  // Python's title(): a letter behind a digit is a capital as well.
  return game
    .replaceAll(/(?:^|_|(?<=\d))[a-z]/g, (start) => start.toUpperCase())
    .replaceAll('_', '');
}

/** A game by its title. */
export interface AtariGame {
  /** Its name in ALE, which is also that of its ROM: `ms_pacman`. */
  readonly game: string;
  /** Whether there are ids of it that end with `-v0` and `-v4`. */
  readonly legacy: boolean;
}

/** All games, by what they are called in an id. */
export function atariGames(): ReadonlyMap<string, AtariGame> {
  const games = [
    ...LEGACY_GAMES.map((game) => ({ game, legacy: true })),
    ...LATER_GAMES.map((game) => ({ game, legacy: false })),
  ];
  return new Map(games.map((game) => [atariGameTitle(game.game), game]));
}
